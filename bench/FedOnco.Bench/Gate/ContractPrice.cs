using System.Diagnostics;
using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Gate;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;
using FedOnco.Language;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FedOnco.Bench.Gate;

/// <summary>
/// What a contract costs at a site besides its preflight: policy, form, the history against the ledger on disk, and the record of its
/// cohorts, each made durable. A thousand earlier cohorts; its own is new, or stands in the ledger.
/// </summary>
internal static class ContractPrice
{
    private const int Earlier = 1_000;
    private const int Rounds = 60;

    // The runtime compiles what is used for good only after some thirty calls and a moment: a service that has run for a day has done so.
    private const int WarmUps = 200;

    public static void Run(TextWriter output) => GateFolder.Use(folder => Measure(folder, output));

    private static void Measure(string folder, TextWriter output)
    {
        File.WriteAllText(Path.Combine(folder, "d.csv"), "u\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i}\n")));
        File.WriteAllText(Path.Combine(folder, "catalogue.yaml"), "datasets:\n  d: {study: s, csv: d.csv}\n");
        var dataset = new Dataset { Name = "d", Variables = { new Variable { Name = "u", Type = VariableType.Integer, Minimum = 0, Maximum = 9999, Step = 1 } } };
        var catalogue = Catalogue.Open(Path.Combine(folder, "catalogue.yaml"), new Dictionary<string, Dictionary> { ["s"] = new() { Study = "s", Version = 1, Datasets = { dataset } } }, "a", new byte[32], new EngineSettings());
        var policy = PolicyFile.Read("profile: default\nstudies: [s]\npeople: [\"*\"]\nanalyses: [count]\n", "policy.yaml");
        using var ledger = new CohortLedger(folder);
        using var models = new TrainedModels(folder);
        using var kept = new KeptRows(folder);
        var gate = new ContractGate("a", policy, catalogue, ledger, models, new SnapshotGate("a", kept), TimeProvider.System);
        var held = catalogue.Find("s", "d")!;
        var entries = Enumerable.Range(0, Earlier - WarmUps).Select(k => History.Of(ContractOf($"count(data = d, subset = u >= {1 + (k * 9)})", held, policy), held.Dataset)[0]).ToList();
        foreach (var entry in entries) entry.State = CohortState.Answered;
        Remember(ledger, [1], entries.Select(e => (History.Hash(e), e)), []);
        ledger.Mark("s", "d", entries, CohortState.Answered);
        List<double> fresh = [], known = [];
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            var added = Time($"count(data = d, subset = u >= {9500 - round})", gate, ledger, held, policy, entries);
            var again = Time("count(data = d, subset = u >= 4510)", gate, ledger, held, policy, entries);
            if (round < WarmUps) continue;
            fresh.Add(added);
            known.Add(again);
        }

        output.WriteLine($"contract, {Earlier} earlier cohorts: {fresh.Min():0.0} ms (median {Median(fresh):0.0}); its cohort already in the ledger {known.Min():0.0} ms (median {Median(known):0.0}); least of {Rounds}");
    }

    /// <summary>From an offer to a contract that is admitted and recorded, in milliseconds; its cohort joins the history.</summary>
    private static double Time(string call, ContractGate gate, CohortLedger ledger, HeldDataset held, Policy policy, List<HistoryEntry> entries)
    {
        var contract = ContractOf(call, held, policy);
        var sorted = History.Sorted(entries).ToList();
        contract.HistoryHash = ByteString.CopyFrom(History.Hash(sorted));
        List<ByteString> offered = [.. sorted.Select(e => e.ToByteString())];
        var bytes = contract.ToByteArray();
        var started = Stopwatch.GetTimestamp();
        var admission = gate.Admit(Contract.Parser.ParseFrom(bytes), offered);
        var own = History.Of(contract, held.Dataset);
        Remember(ledger, Hashes.Contract(bytes), EarlierCohort.Recall(admission.Context).Select(e => (e.Hash, e.Entry)), own);
        ledger.Mark("s", "d", own, CohortState.Answered);
        var time = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        foreach (var entry in own.Where(o => entries.TrueForAll(e => !e.Cohort.Equals(o.Cohort)))) entries.Add(new HistoryEntry(entry) { State = CohortState.Answered });
        return time;
    }

    private static void Remember(CohortLedger ledger, byte[] contract, IEnumerable<(byte[] Hash, HistoryEntry Entry)> earlier, IEnumerable<HistoryEntry> own) =>
        ledger.Admit(contract, "s", "d", earlier.Concat(own.Select(e => (History.Hash(e), e))));

    private static Contract ContractOf(string call, HeldDataset held, Policy policy)
    {
        var question = CallLanguage.Parse(call).Question!;
        return new Contract
        {
            Study = "s",
            DictionaryHash = ByteString.CopyFrom(held.DictionaryHash),
            DictionaryVersion = 1,
            Question = question,
            AlgorithmVersion = AnalysisVersions.Of(question).Version,
            Sites = { "a", "b", "c" },
            SnapshotHashes = { ByteString.CopyFrom(held.SnapshotHash), ByteString.CopyFrom(2), ByteString.CopyFrom(3) },
            Terms = policy.Terms,
            Expires = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow.AddDays(1)),
            Person = "p",
        };
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
