using FedOnco.Coordinator.Health;
using FedOnco.Protos;
using Google.Protobuf.WellKnownTypes;

namespace FedOnco.Coordinator.Tests;

public sealed class PrometheusTextTests
{
    [Fact]
    public void Write_AfterTwoRuns_CountsThemAndNamesNobody()
    {
        using var metrics = new RunMetrics();
        using var text = new PrometheusText(metrics);
        metrics.Watch(() => 3, () => 1, () => 2);
        metrics.Submitted();
        metrics.Ended(Ended(RunState.Completed, 0.2));
        metrics.Ended(Ended(RunState.Failed, 40, ErrorReason.SiteLost));
        var lines = text.Write().Split('\n');
        Assert.Contains("fedonco_runs_ended_total{state=\"Completed\",reason=\"none\"} 1", lines);
        Assert.Contains("fedonco_runs_ended_total{state=\"Failed\",reason=\"SITE_LOST\"} 1", lines);
        Assert.Contains("fedonco_run_seconds_bucket{le=\"0.25\"} 1", lines);
        Assert.Contains("fedonco_run_seconds_bucket{le=\"60\"} 2", lines);
        Assert.Contains("fedonco_run_seconds_bucket{le=\"+Inf\"} 2", lines);
        Assert.Contains("fedonco_run_seconds_count 2", lines);
        Assert.Contains("# TYPE fedonco_runs_open gauge", lines);
        Assert.Contains("fedonco_sites_connected 2", lines);
        Assert.DoesNotContain(lines, l => l.Contains("ada", StringComparison.Ordinal) || l.Contains("coxph", StringComparison.Ordinal) || l.Contains("secret", StringComparison.Ordinal));
    }

    private static Run Ended(RunState state, double seconds, ErrorReason? reason = null)
    {
        var run = new Run { Id = "r", Person = "ada", Study = "secret", Call = "coxph(..)", State = state, Submitted = new Timestamp { Seconds = 1000 }, Ended = new Timestamp { Seconds = 1000 + (long)seconds, Nanos = (int)(seconds % 1 * 1e9) } };
        if (reason is { } named) run.Problems.Add(new Problem { Reason = named, Message = "ada" });
        return run;
    }
}
