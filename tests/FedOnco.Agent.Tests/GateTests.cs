using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Gate;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;
using FedOnco.Language;
using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FedOnco.Agent.Tests;

/// <summary>A site of a study with three centres, and a coordinator that may write what it likes into a contract.</summary>
public abstract class GateTests : IDisposable
{
    private protected const string Rules = "profile: default\nstudies: [s]\npeople: [\"*\"]\nanalyses: [count, lm, analysis_set]\nmodels_per_set: 1\n";

    private protected static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    private readonly string _folder = Directory.CreateTempSubdirectory("gate-").FullName;

    protected GateTests()
    {
        File.WriteAllText(Path.Combine(_folder, "d.csv"), "age,x\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{20 + i},{i % 7}\n")));
        File.WriteAllText(Path.Combine(_folder, "broken.csv"), "age\n20\n");
        File.WriteAllText(Path.Combine(_folder, "catalogue.yaml"), "datasets:\n  d: {study: s, csv: d.csv}\n  shown: {study: s, csv: d.csv, public: true}\n  broken: {study: s, csv: broken.csv}\n");
        Catalogue = Catalogue.Open(Path.Combine(_folder, "catalogue.yaml"), new Dictionary<string, Dictionary> { ["s"] = new() { Study = "s", Version = 1, Datasets = { DatasetOf("d"), DatasetOf("shown"), DatasetOf("broken") } } }, "a", new byte[32], new EngineSettings());
        Ledger = new CohortLedger(_folder);
        Approvals = new Approvals(_folder);
        Models = new TrainedModels(_folder);
        Kept = new KeptRows(_folder);
    }

    private protected Catalogue Catalogue { get; }

    private protected CohortLedger Ledger { get; }

    private protected Approvals Approvals { get; }

    private protected TrainedModels Models { get; }

    private protected KeptRows Kept { get; }

    public void Dispose()
    {
        Ledger.Dispose();
        Approvals.Dispose();
        Models.Dispose();
        Kept.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected static string Refusal(Action action)
    {
        try
        {
            action();
            return "";
        }
        catch (FedOncoException refused)
        {
            return refused.Reason.WireName();
        }
    }

    private protected ContractGate Gate(string rules = Rules) => new("a", PolicyFile.Read(rules, "policy.yaml"), Catalogue, Ledger, Models, new SnapshotGate("a", Kept), new FixedClock());

    private protected HistoryEntry Earlier(string call) => History.Of(Contract(call), Catalogue.Find("s", "d")!.Dataset)[0];

    private protected Contract Contract(string call = "count(data = d, subset = age > 30)")
    {
        var held = Catalogue.Find("s", Question(call).Data)!; // In the catalogue that the test wrote.
        return new Contract
        {
            Study = "s",
            DictionaryHash = ByteString.CopyFrom(held.DictionaryHash),
            DictionaryVersion = 1,
            Question = Question(call),
            AlgorithmVersion = AnalysisVersions.Of(Question(call)).Version,
            Sites = { "a", "b", "c" },
            SnapshotHashes = { ByteString.CopyFrom(held.SnapshotHash), ByteString.CopyFrom(2), ByteString.CopyFrom(3) },
            Terms = PolicyFile.Read(Rules, "policy.yaml").Terms,
            Expires = Timestamp.FromDateTimeOffset(Now.AddDays(1)),
            Person = "p",
            HistoryHash = ByteString.CopyFrom(History.Hash(Array.Empty<HistoryEntry>())),
        };
    }

    private protected static Question Question(string call) => CallLanguage.Parse(call).Question!; // The tests' own calls.

    private static Dataset DatasetOf(string name) => new() { Name = name, Variables = { Whole("age", 100), Whole("x", 10) } };

    private static Variable Whole(string name, double most) => new() { Name = name, Type = VariableType.Integer, Minimum = 0, Maximum = most, Step = 1 };

    private protected sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
