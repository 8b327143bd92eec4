using FedOnco.Agent.Gate;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Language;
using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Time.Testing;

namespace FedOnco.Agent.Tests.Refresh;

/// <summary>
/// Three sites of a study in this process, with a coordinator that tells them whatever a test lets it tell. 60 patients a site in groups
/// g = 0, 1, 2 of twenty each; more columns with whole numbers.
/// </summary>
internal sealed class RefreshedStudy : IDisposable
{
    public const string Rules = "profile: default\nstudies: [s]\npeople: [\"*\"]\nanalyses: [\"*\"]\n";

    /// <param name="rules">policy.yaml of every site.</param>
    /// <param name="dataset">The dictionary's entry.</param>
    /// <param name="sites">A letter each.</param>
    public RefreshedStudy(string rules = Rules, Dataset? dataset = null, string sites = "abc")
    {
        Dataset = dataset ?? DatasetOf("id");
        Sites = [.. sites.Select(name => new RefreshedSite(name.ToString(), Dataset, rules, Clock))];
        foreach (var site in Sites) site.Start(Data(site, _ => { }));
    }

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UnixEpoch.AddYears(55));

    public Dataset Dataset { get; }

    public IReadOnlyList<RefreshedSite> Sites { get; }

    /// <summary>Earlier cohorts as the coordinator tells them.</summary>
    public List<HistoryEntry> History { get; } = [];

    public static Dataset DatasetOf(string patientKey) => new()
    {
        Name = "d",
        PatientKey = patientKey,
        Variables = { new Variable { Name = "id", Type = patientKey.Length > 0 ? VariableType.Category : VariableType.Integer, Maximum = 1e6, Step = 1 }, Whole("g"), Whole("x"), Whole("y"), Whole("z") },
    };

    /// <summary>A site's patients; a test changes them.</summary>
    public static string Data(RefreshedSite site, Action<List<int[]>> change)
    {
        var first = 1000 * (site.Name[0] - 'a');
        List<int[]> rows = [.. Enumerable.Range(0, 60).Select(i => (int[])[first + i, i / 20, (7 * i) % 41, (11 * i) % 37, i % 5])];
        change(rows);
        return "id,g,x,y,z\n" + string.Concat(rows.Select(r => string.Join(',', r) + "\n"));
    }

    /// <summary>Lets the policy's days pass and takes a refresh at every site.</summary>
    public void Refresh(Action<RefreshedSite, List<int[]>> change)
    {
        Clock.Advance(TimeSpan.FromDays(91));
        foreach (var site in Sites) site.Refresh(Data(site, rows => change(site, rows)));
    }

    /// <summary>answered, or the reason.</summary>
    public string Ask(string call)
    {
        try
        {
            Run(Contract(call));
            return "answered";
        }
        catch (FedOncoException fault)
        {
            return fault.Reason.WireName();
        }
    }

    /// <summary>What one site makes of a call before its hello; empty where it goes on.</summary>
    public string RefusalAt(int site, string call)
    {
        try
        {
            var (admission, run) = Sites[site].Admit(Contract(call), History);
            QuestionProgram.Sum(admission.Analysis, admission.Context, new PreflightStep(PreflightPlan.Of(admission.Context)), run);
            return "";
        }
        catch (FedOncoException fault)
        {
            return fault.Reason.WireName();
        }
    }

    public Contract Contract(string call)
    {
        var question = CallLanguage.Parse(call).Question!; // The tests' own calls.
        var contract = new Contract
        {
            Study = "s",
            DictionaryHash = ByteString.CopyFrom(Sites[0].Held.DictionaryHash),
            DictionaryVersion = 1,
            Question = question,
            AlgorithmVersion = AnalysisVersions.Of(question).Version,
            Sites = { Sites.Select(s => s.Name) },
            SnapshotHashes = { Sites.Select(s => ByteString.CopyFrom(s.Held.SnapshotHash)) },
            Terms = Sites[0].Policy.Terms,
            Expires = Timestamp.FromDateTimeOffset(Clock.GetUtcNow().AddDays(1)),
            Person = "p",
        };
        if (Sites.Any(s => s.Held.Refresh > 0)) contract.Refreshes.AddRange(Sites.Select(s => s.Held.Refresh));
        contract.HistoryHash = ByteString.CopyFrom(Analyses.Disclosure.History.Hash(History));
        return contract;
    }

    private void Run(Contract contract)
    {
        var entries = Analyses.Disclosure.History.Of(contract, Dataset);
        var admitted = Sites.Select(s => s.Admit(contract, History)).ToList();
        var state = CohortState.Refused;
        try
        {
            var (context, analysis) = (admitted[0].Admission.Context, admitted[0].Admission.Analysis);
            QuestionProgram.RunAsync(analysis, context, new AddedSites(analysis, context, [.. admitted.Select(a => a.Run)]), CancellationToken.None).GetAwaiter().GetResult();
            state = CohortState.Answered;
        }
        finally
        {
            foreach (var site in Sites) site.Ledger.Mark("s", "d", entries, state);
            foreach (var entry in entries)
            {
                var hash = Analyses.Disclosure.History.Hash(entry);
                if (History.Find(h => Analyses.Disclosure.History.Hash(h).AsSpan().SequenceEqual(hash)) is not { } known) History.Add(known = entry);
                if (known.State != CohortState.Answered) known.State = state;
            }
        }
    }

    public void Dispose()
    {
        foreach (var site in Sites) site.Dispose();
    }

    private static Variable Whole(string name) => new() { Name = name, Type = VariableType.Integer, Minimum = 0, Maximum = 100, Step = 1 };

    /// <summary>Adds tallies as they are.</summary>
    private sealed class AddedSites(IAnalysis analysis, StudyContext context, IReadOnlyList<SiteRun> runs) : IFederation
    {
        public Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
        {
            var sum = new double[step.Layout.Blocks.Sum(b => (long)b.Length)];
            foreach (var run in runs)
            {
                var tally = QuestionProgram.Sum(analysis, context, step, run);
                for (var i = 0; i < sum.Length; i++) sum[i] += tally.Values[i];
            }

            return Task.FromResult(new Total(step.Layout, sum));
        }
    }
}
