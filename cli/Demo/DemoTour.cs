using FedOnco.Cli.Output;
using FedOnco.Cli.Sandbox;
using FedOnco.Client;
using FedOnco.Protos;

namespace FedOnco.Cli.Demo;

/// <summary>A tour on real cancer data: real processes on loopback, mTLS, secure sums, default policy.</summary>
internal static class DemoTour
{
    private static readonly (string Title, string Call)[] Trials =
    [
        ("How many patients do the five centres hold together? (Rotterdam breast cancer registry)", "count(data = rotterdam, by = ~ size)"),
        ("Who are they?", "describe(~ age + nodes + pgr + size, data = rotterdam)"),
        ("Grade and recurrence", "table(~ grade + recur, data = rotterdam)"),
        ("Survival by tumour size: the curve of all patients, from counts alone", "survfit(Surv(dtime, death) ~ size, data = rotterdam, times = c(365, 1826, 3652))"),
        ("Hazard ratios; each centre keeps its own baseline, nothing by time leaves it", "coxph(Surv(dtime, death) ~ age + size + nodes + strata(site), data = rotterdam, conf.int = TRUE, exponentiate = TRUE)"),
        ("Odds of recurrence", "glm(recur ~ age + size + log(nodes + 1), data = rotterdam, family = binomial)"),
        ("A trial at four centres (German breast cancer study)", "coxph(Surv(rfstime, status) ~ hormon + age + factor(grade) + log(pgr + 1), data = gbsg)"),
        ("A typo: nothing is sent to any centre", "coxph(Surv(dtime, death) ~ agee + size, data = rotterdam)"),
    ];

    private static readonly (string Title, string Call)[] Glioma =
    [
        ("A rare subtype, spread over six hospitals", "count(data = glioma, subset = IDH_status == \"Mutant\" & X1p_19q_codeletion == \"non-codel\" & ATRX_status == \"Mutant\" & Age_years_at_diagnosis <= 40)"),
        ("Survival by molecular subtype", "coxph(Surv(Survival_months, Vital_status_1_dead) ~ Age_years_at_diagnosis + IDH_codel_subtype + strata(site), data = glioma)"),
    ];

    public static async Task<int> RunAsync(bool keep, bool all, CancellationToken cancellationToken)
    {
        await PlayAsync(SampleData.Folder("trials"), Trials, keep && !all, cancellationToken).ConfigureAwait(false);
        if (all) await PlayAsync(SampleData.Folder("glioma"), Glioma, keep, cancellationToken).ConfigureAwait(false);
        return 0;
    }

    private static async Task PlayAsync(string folder, (string Title, string Call)[] tour, bool keep, CancellationToken cancellationToken)
    {
        var data = SandboxFolder.Open(folder);
        await Console.Out.WriteLineAsync($"Starting a coordinator and {data.Files.Count} agents ({string.Join(", ", data.Files.Keys)}) on this machine ...").ConfigureAwait(false);
        var dictionary = SandboxDictionary.Infer(data);
        var federation = await LocalFederation.StartAsync(data, dictionary.Dictionary, null, cancellationToken).ConfigureAwait(false);
        await using (federation.ConfigureAwait(false))
        {
            using var client = new FedOncoClient(federation.Settings);
            foreach (var (title, call) in tour) await ShowAsync(client, title, call, cancellationToken).ConfigureAwait(false);
            if (!keep) return;
            await Console.Out.WriteLineAsync($"Still up: FEDONCO_URL={federation.Settings.Address} FEDONCO_CA={federation.Settings.AuthorityFile} FEDONCO_TOKEN={federation.Settings.Token}. Ctrl-C stops it.").ConfigureAwait(false);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task ShowAsync(FedOncoClient client, string title, string call, CancellationToken cancellationToken)
    {
        await Console.Out.WriteLineAsync($"\n{title}\n> {call}").ConfigureAwait(false);
        var progress = new ProgressLine(Console.Error, !Console.IsErrorRedirected);
        var run = await client.RunAsync(SandboxDictionary.Study, call, progress.Show, cancellationToken).ConfigureAwait(false);
        progress.Clear();
        AnswerText.Write(Answer.Of(call, run, []), Console.Out, !Console.IsOutputRedirected);
        if (run.State == RunState.Completed && run.Question.Analysis.Survfit is not null) CurvePlot.Write(run.Result.Tidy, Console.Out);
    }
}
