using System.Security.Cryptography;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.Runs;
using FedOnco.Coordinator.State;
using FedOnco.Federation.Tests.Hostile;
using FedOnco.Language;
using FedOnco.Privacy.SecureSums;
using FedOnco.Privacy.Tests.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Federation.Tests.Versions;

/// <summary>A run of two sites over forty made-up patients, with every message as bytes.</summary>
internal sealed class RecordedRun
{
    private const string Call = "lm(y ~ x + g, data = d)";
    private static readonly string[] Header = ["id", "x", "g", "y"];

    private readonly Recording _recording;

    public RecordedRun(Recording recording)
    {
        _recording = recording;
        Offer = RunOffer.Parser.ParseFrom(recording.Of("down", "all")[0]);
        Contract = Contract.Parser.ParseFrom(Offer.Contract);
        Dataset = Dataset.Parser.ParseFrom(recording.Of("dataset", "all").Single());
        Roster = Roster.Parser.ParseFrom(recording.Of("roster", "all").Single());
        Binding = HostilePeer.BindingOf(Offer, Contract, Roster);
        Context = new StudyContext(Contract.Question, Dataset, Contract.Sites, Contract.Terms) { History = [] };
    }

    public RunOffer Offer { get; }

    public Contract Contract { get; }

    public Dataset Dataset { get; }

    public Roster Roster { get; }

    public RunBinding Binding { get; }

    public StudyContext Context { get; }

    public IAnalysis Analysis => AnalysisRegistry.For(Contract.Question);

    /// <summary>What a site sent, as it came over the line.</summary>
    public Queue<byte[]> SentBy(string site) => new(_recording.Of("up", site));

    /// <summary>What every site was sent, the offer first, then hellos and totals.</summary>
    public Queue<byte[]> SentToAll() => new(_recording.Of("down", "all"));

    /// <summary>The peers' shares for a site.</summary>
    public PeerShares SharesFor(string site) => FromCoordinator.Parser.ParseFrom(_recording.Of("down", site).Single()).Shares;

    /// <summary>What a site summed, in the order of the sums.</summary>
    public Queue<double[]> TalliesOf(string site) => new(_recording.Of("tally", site).Select(b => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(b).ToArray()));

    public SiteSession SessionOf(string site) => new(site, Binding, new InMemoryTallyRecord(), SitePast.None, new RecordedPrimitives(_recording, site, null, KeyOf(site)));

    /// <summary>Runs it once with the program of today, and writes down what is said.</summary>
    public static async Task<Recording> RecordAsync()
    {
        var rows = new[] { "s0", "s1" }.ToDictionary(s => s, s => Enumerable.Range(0, 20).Select(i => new[] { $"{s}-{i}", $"{i % 7}", i % 3 == 0 ? "a" : "b", $"{(3 * (i % 7)) + (i % 4) + (s == "s1" ? 1 : 0)}" }).ToList());
        var dataset = Centres.Of("d", Header, rows).Dataset;
        var folder = Directory.CreateTempSubdirectory("fedonco-record-").FullName;
        using var store = Store.Open(folder);
        using var authority = Authority.Open(folder, TimeProvider.System);
        var dictionary = new Dictionary { Study = "trials", Datasets = { dataset } };
        store.AddStudy("trials", "", rows.Keys, dictionary);
        var members = rows.Keys.Select(s => Member.Enrol(s, dictionary, store, authority)).ToList();
        var open = ContractBuilder.Build(CallLanguage.Parse(Call).Question!, store.FindStudy("trials")!, store, "ada", new DateTimeOffset(2126, 1, 1, 0, 0, 0, TimeSpan.Zero), new CohortRecord(store), AuditHead.None); // Added above; the call is right.
        var recording = new Recording();
        recording.Add("dataset", "all", dataset.ToByteArray());
        recording.Add("roster", "all", store.Roster().ToByteArray());
        recording.Add("down", "all", new RunOffer(open.Offer) { Run = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16)) }.ToByteArray());
        var run = new RecordedRun(recording);
        await run.PlayAsync(members, rows);
        foreach (var member in members) member.Dispose();
        Directory.Delete(folder, recursive: true);
        return recording;
    }

    private byte[] KeyOf(string site) => Roster.Entries.Single(e => e.Site == site).IdentityKey.ToByteArray();

    private async Task PlayAsync(IReadOnlyList<Member> members, Dictionary<string, List<string[]>> rows)
    {
        var sessions = members.ToDictionary(m => m.Site, m => new SiteSession(m.Site, Binding, new InMemoryTallyRecord(), SitePast.None, new RecordedPrimitives(_recording, m.Site, m.Identity, m.Identity.PublicKey)));
        var setUp = new CoordinatorSetUp(Offer.Run.Memory, Contract.Sites);
        foreach (var (site, session) in sessions) setUp.Add(site, Up(site, new FromAgent { Hello = session.CreateHello() }).Hello);
        _recording.Add("down", "all", new FromCoordinator { Hellos = setUp.Hellos }.ToByteArray());
        foreach (var (site, session) in sessions) setUp.Add(site, Up(site, new FromAgent { Shares = session.AcceptHellos(setUp.Hellos!) }).Shares); // All hellos were added.
        foreach (var (site, shares) in setUp.Shares!)
        {
            _recording.Add("down", site, new FromCoordinator { Shares = shares }.ToByteArray());
            sessions[site].AcceptShares(shares);
        }

        var data = rows.ToDictionary(r => r.Key, r => CohortSelection.Select(Context, r.Key, new CsvColumns(Dataset, Header, r.Value)));
        await QuestionProgram.RunAsync(Analysis, Context, new RecordingFederation(this, sessions, data), CancellationToken.None);
        foreach (var (site, session) in sessions) Up(site, new FromAgent { End = session.CreateEnd() });
    }

    private FromAgent Up(string site, FromAgent message)
    {
        _recording.Add("up", site, message.ToByteArray());
        return message;
    }

    /// <summary>The sums of the recorded run, over the sites' own data.</summary>
    private sealed class RecordingFederation(RecordedRun run, Dictionary<string, SiteSession> sessions, Dictionary<string, SiteRun> data) : IFederation
    {
        private ulong _index;

        public Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
        {
            var sum = new CoordinatorSum(run.Offer.Run.Memory, ++_index, step.Hash(), step.Layout, run.Contract.Sites);
            foreach (var (site, session) in sessions)
            {
                var values = QuestionProgram.Sum(run.Analysis, run.Context, step, data[site]).Values.ToArray();
                run._recording.Add("tally", site, System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(values).ToArray());
                foreach (var chunk in session.Mask(step.Hash(), step.Layout, values)) sum.Add(site, run.Up(site, new FromAgent { Tally = chunk }).Tally);
            }

            foreach (var chunk in sum.Chunks())
            {
                run._recording.Add("down", "all", new FromCoordinator { Total = chunk }.ToByteArray());
                foreach (var session in sessions.Values) session.Accept(chunk);
            }

            return Task.FromResult(new Total(step.Layout, sum.Decode()));
        }
    }
}
