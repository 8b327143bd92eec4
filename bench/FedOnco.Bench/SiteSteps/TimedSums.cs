using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Bench.SiteSteps;

/// <summary>One site's tallies, timed by step in processor time, which others on the machine do not lengthen; the total is the tally.</summary>
internal sealed class TimedSums(IAnalysis analysis, StudyContext context, SiteRun run) : IFederation
{
    private readonly Dictionary<string, (int Count, double Milliseconds)> _steps = new(StringComparer.Ordinal);

    public double Whole { get; set; }

    public IEnumerable<(string Name, int Count, double Milliseconds)> Steps => _steps.Select(s => (s.Key, s.Value.Count, s.Value.Milliseconds));

    public Task<Total> SumAsync(Step step, CancellationToken cancellationToken)
    {
        var started = Environment.CpuUsage.TotalTime;
        var tally = QuestionProgram.Sum(analysis, context, step, run);
        var (count, milliseconds) = _steps.GetValueOrDefault(step.Name);
        _steps[step.Name] = (count + 1, milliseconds + (Environment.CpuUsage.TotalTime - started).TotalMilliseconds);
        return Task.FromResult(new Total(step.Layout, tally.Values.ToArray()));
    }
}
