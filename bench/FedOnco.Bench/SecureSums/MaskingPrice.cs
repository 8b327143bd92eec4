using System.Diagnostics;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Bench.SecureSums;

/// <summary>
/// What masks and stamps cost a federated fit: the same run with secure sums and with an encoder that only converts to fixed
/// point, in turns. The network is left out, so that the ratio is higher than over connections.
/// </summary>
internal static class MaskingPrice
{
    private const int Sites = 4;
    private const int Rows = 100_000;
    private const int Rounds = 15;

    private static readonly string[] Calls =
    [
        "glm(y ~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10, data = d, family = binomial)",
        "coxph(Surv(time, event) ~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10, data = d)",
        "coxph(Surv(time, event) ~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + strata(site), data = d)",
    ];

    public static async Task RunAsync(TextWriter output)
    {
        string[] sites = [.. Enumerable.Range(0, Sites).Select(s => $"s{s}")];
        SyntheticColumns[] sources = [.. sites.Select((_, s) => new SyntheticColumns(Rows / Sites, s))];
        foreach (var call in Calls)
        {
            var question = CallLanguage.Parse(call).Question!;
            var context = new StudyContext(question, SyntheticColumns.Dataset, sites, new DisclosureTerms { Profile = Profile.Open, Resolution = Resolution.Exact });
            var analysis = AnalysisRegistry.For(question);
            List<double> masked = [], plain = [];
            for (var round = 0; round < Rounds; round++)
            {
                // Two cores, noisy neighbours: the two take turns, and the least of each counts.
                plain.Add(await TimeAsync(() => new PlainSums(analysis, context, Cohorts(context, sites, sources))).ConfigureAwait(false));
                masked.Add(await TimeAsync(() => new MaskedSums(analysis, context, sites, Cohorts(context, sites, sources))).ConfigureAwait(false));
            }

            await output.WriteLineAsync($"{call[..call.IndexOf('(', StringComparison.Ordinal)]}{(call.Contains("strata(site)", StringComparison.Ordinal) ? ", strata(site)" : "")}: masked {masked.Min():0.0} ms, identity encoder {plain.Min():0.0} ms, ratio {masked.Min() / plain.Min():0.000} (n = {Rows}, {Sites} sites, least of {Rounds})").ConfigureAwait(false);
        }

        async Task<double> TimeAsync(Func<SumsInOneProcess> create)
        {
            var sums = create();
            var started = Stopwatch.GetTimestamp();
            await QuestionProgram.RunAsync(sums.Analysis, sums.Context, sums, CancellationToken.None).ConfigureAwait(false);
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
    }

    private static SiteRun[] Cohorts(StudyContext context, string[] sites, SyntheticColumns[] sources) => [.. sites.Select((site, s) => CohortSelection.Select(context, site, sources[s]))];
}
