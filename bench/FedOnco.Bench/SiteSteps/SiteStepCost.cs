using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Bench.SecureSums;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Bench.SiteSteps;

/// <summary>What each step of an analysis costs one site in processor time, columns in memory, masks and network left out.</summary>
internal static class SiteStepCost
{
    private const int Rounds = 4;
    private const string Covariates = "x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10";

    private static readonly string[] Calls =
    [
        $"glm(y ~ {Covariates}, data = d, family = binomial)",
        $"lm(time ~ {Covariates}, data = d)",
        $"coxph(Surv(time, event) ~ {Covariates}, data = d)",
        $"coxph(Surv(time, event) ~ {Covariates}, data = d, ties = \"breslow\")",
        $"coxph(Surv(time, event) ~ {Covariates} + strata(site), data = d)",
        "survfit(Surv(time, event) ~ y, data = d)",
        "survdiff(Surv(time, event) ~ y, data = d)",
        "table(~ y + event, data = d)",
        $"describe(~ {Covariates}, data = d)",
        $"quantile(~ {Covariates}, data = d, probs = 0.5)",
    ];

    public static async Task RunAsync(int rows, string only, TextWriter output)
    {
        var source = new SyntheticColumns(rows, 1);
        foreach (var call in Calls.Where(c => c.StartsWith(only, StringComparison.Ordinal)))
        {
            var question = CallLanguage.Parse(call).Question!;
            var context = new StudyContext(question, SyntheticColumns.Dataset, ["s0"], new DisclosureTerms { Profile = Profile.Open, Resolution = Resolution.Exact });
            var analysis = AnalysisRegistry.For(question);
            TimedSums? least = null;
            for (var round = 0; round < Rounds; round++)
            {
                var sums = new TimedSums(analysis, context, CohortSelection.Select(context, "s0", source));
                var started = Environment.CpuUsage.TotalTime;
                await QuestionProgram.RunAsync(analysis, context, sums, CancellationToken.None).ConfigureAwait(false);
                sums.Whole = (Environment.CpuUsage.TotalTime - started).TotalMilliseconds;
                if (least is null || sums.Whole < least.Whole) least = sums;
            }

            await output.WriteLineAsync($"{call}: {least!.Whole:0.0} ms ({rows} rows, one site, processor time of all cores, least of {Rounds})").ConfigureAwait(false);
            foreach (var (name, count, milliseconds) in least.Steps) await output.WriteLineAsync($"  {name} x {count}: {milliseconds:0.0} ms").ConfigureAwait(false);
        }
    }
}
