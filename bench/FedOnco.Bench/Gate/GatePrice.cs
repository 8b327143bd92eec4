using System.Diagnostics;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Language;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Bench.Gate;

/// <summary>
/// What disclosure control costs a call at a site with a million patients and a thousand earlier cohorts: history recalled and
/// hashed, plan and preflight under the default profile, against the preflight of the open profile on the same rows.
/// </summary>
internal static class GatePrice
{
    private const int Rows = 1_000_000;
    private const int Earlier = 1_000;
    private const int Rounds = 60;

    public static void Run(TextWriter output)
    {
        var source = new RememberedColumns(Rows);
        var memory = new HistoryMemory();
        var history = Enumerable.Range(0, Earlier).Select(k => EntryOf($"count(data = d, subset = u >= {1 + (k * 9)})")).ToList();
        // Every call comes with the bytes of its history, as from the wire; the open profile looks at none.
        List<ByteString> Copy() => [.. history.Select(e => e.ToByteString())];
        List<double> open = [], first = [], same = [], again = [];
        for (var round = 0; round < Rounds + 2; round++)
        {
            // A condition that nobody asked for yet, and one that was answered, each in turn with the open profile; two rounds warm up.
            List<double>[] into = round < 2 ? [[], [], [], []] : [open, first, same, again];
            into[0].Add(Time($"count(data = d, subset = v >= {100 + round})", Profile.Open, Copy(), source, memory));
            into[1].Add(Time($"count(data = d, subset = v >= {100 + round})", Profile.Default, Copy(), source, memory));
            into[2].Add(Time("count(data = d, subset = u >= 4510)", Profile.Open, Copy(), source, memory));
            into[3].Add(Time("count(data = d, subset = u >= 4510)", Profile.Default, Copy(), source, memory));
        }

        output.WriteLine($"gate, n = {Rows}, {Earlier} earlier cohorts: query {open.Min():0.0} ms, {first.Min() - open.Min():0.0} ms on top (median {Median(first) - Median(open):0.0}); a cohort already in the ledger {again.Min() - same.Min():0.0} ms on top (median {Median(again) - Median(same):0.0}); least of {Rounds}");
    }

    /// <summary>Reading the history, selecting the rows, recalling the history, plan and preflight, in milliseconds.</summary>
    private static double Time(string call, Profile profile, List<ByteString> history, RememberedColumns source, HistoryMemory memory)
    {
        var question = CallLanguage.Parse(call).Question!;
        var started = Stopwatch.GetTimestamp();
        var context = new StudyContext(question, RememberedColumns.Dataset, RememberedColumns.Sites, new DisclosureTerms { Profile = profile, MinimumPatients = 11, MinimumSites = 3, Differencing = Differencing.Pairwise })
        {
            History = profile == Profile.Open ? [] : memory.Read(history, HistoryEntry.Parser.ParseFrom),
            Memory = memory,
        };
        var run = CohortSelection.Select(context, "s0", source);
        if (context.IsGuarded) context.Memory.Hash(context);
        PreflightSite.Sum(context, new PreflightStep(PreflightPlan.Of(context)), run);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static HistoryEntry EntryOf(string call)
    {
        var context = new StudyContext(CallLanguage.Parse(call).Question!, RememberedColumns.Dataset, RememberedColumns.Sites, new DisclosureTerms { Profile = Profile.Default });
        return new HistoryEntry { Cohort = QuestionCohorts.Of(context)[0].Cohort.Spec, Sites = { RememberedColumns.Sites }, State = CohortState.Answered };
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
