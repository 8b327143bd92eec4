using FedOnco.Agent.Data.Engines;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>Every registered analysis over the same rows in every kind of source: bit-equal counts, equal sums of doubles to 1e-12.</summary>
public sealed class SameTalliesTests(SharedHoldings holdings)
{
    public static IEnumerable<TheoryDataRow<string>> Calls() =>
        File.ReadLines(Path.Combine(Shared.Root(), "tests", "golden", "recorded", "calls.txt")).Where(l => l.Length > 0 && l[0] != '#').Select(l => new TheoryDataRow<string>(l));

    [Fact]
    public void Calls_CoverEveryAnalysis()
    {
        var asked = Calls().Select(c => CallLanguage.Parse(c.Data).Question!.Analysis.KindCase).ToHashSet();
        // evaluate() needs a model that no text holds.
        asked.Add(Analysis.KindOneofCase.Evaluate);
        Assert.Superset(AnalysisRegistry.All.Select(a => a.Kind).ToHashSet(), asked);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void Sum_SameRows_SameTallies(string call)
    {
        var question = CallLanguage.Parse(call).Question!;
        var centres = holdings.Centres(question.Data);
        // Guarded once, so that patients and sites of every cell are counted too.
        foreach (var profile in (Profile[])[Profile.Open, Profile.Default])
        {
            if (profile == Profile.Default && question.Analysis.KindCase is not (Analysis.KindOneofCase.Count or Analysis.KindOneofCase.Table or Analysis.KindOneofCase.Hist or Analysis.KindOneofCase.Describe)) continue;
            var context = centres.Context(question) with { Terms = new DisclosureTerms { Profile = profile, Resolution = Resolution.Exact, MinimumPatients = 1, MinimumSites = 1 } };
            // Patients held out for validation follow from the codes of the patient key, which the harness takes as they are: engines are compared with each other.
            var expected = question.Analysis.KindCase == Analysis.KindOneofCase.Train
                ? SumsOf(context, holdings.Sources(question.Data, Holdings.Kinds[0], counts: false))
                : Sums(context, [.. context.Sites.Zip(centres.Sources).Select(s => CohortSelection.Select(context, s.First, s.Second))]);
            // A warehouse's rows come in an order of their own: last digits are of it, and what a training draws.
            var inItsOrder = SumsOf(context, holdings.InOrderOfWarehouse(question.Data));
            foreach (var kind in Holdings.Kinds)
            {
                foreach (var counts in (bool[])[true, false]) RequireSame(kind == "postgres" ? inItsOrder : expected, context, holdings.Sources(question.Data, kind, counts), $"{kind}, counted {(counts ? "by the engine" : "from columns")}");
            }
        }
    }

    private static void RequireSame(List<(Step Step, Total Total)> expected, StudyContext context, List<EngineSource> sources, string where)
    {
        var found = SumsOf(context, sources);
        Assert.Equal(expected.Count, found.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Step.Hash(), found[i].Step.Hash());
            foreach (var block in expected[i].Step.Layout.Blocks)
            {
                double[] left = expected[i].Total.Block(block.Name).ToArray(), right = found[i].Total.Block(block.Name).ToArray();
                var scale = Math.Max(1, left.Select(Math.Abs).DefaultIfEmpty(0).Max());
                for (var k = 0; k < left.Length; k++)
                {
                    var same = block.FractionBits == 0 ? left[k] == right[k] : Math.Abs(left[k] - right[k]) <= 1e-12 * scale;
                    Assert.True(same, $"{where}: {expected[i].Step.Name}/{block.Name}[{k}] is {right[k]:R}, not {left[k]:R}");
                }
            }
        }
    }

    private static List<(Step Step, Total Total)> SumsOf(StudyContext context, List<EngineSource> sources)
    {
        var wanted = VariableNames.Of(context.Question).Append(context.Dataset.PatientKey);
        var runs = sources.Select(s => s.Open(wanted, CancellationToken.None)).ToList();
        var found = Sums(context, [.. context.Sites.Zip(runs).Select(s => CohortSelection.Select(context, s.First, s.Second))]);
        runs.ForEach(r => r.Dispose());
        return found;
    }

    private static List<(Step Step, Total Total)> Sums(StudyContext context, IReadOnlyList<SiteRun> sites)
    {
        var analysis = AnalysisRegistry.For(context.Question);
        var federation = new PlainFederation(analysis, context, sites);
        QuestionProgram.RunAsync(analysis, context, federation, CancellationToken.None).GetAwaiter().GetResult();
        return federation.Sums;
    }
}
