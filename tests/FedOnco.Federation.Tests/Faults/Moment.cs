using FedOnco.Protos;

namespace FedOnco.Federation.Tests.Faults;

/// <summary>A state of a run at which a fault strikes.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Has">Whether a run, as its analyst sees it, has come so far.</param>
/// <param name="IsTraining">A training, not a query.</param>
internal sealed record Moment(string Name, Func<Run, bool> Has, bool IsTraining = false)
{
    public static readonly IReadOnlyList<Moment> All =
    [
        new("submitted", _ => true),
        new("contract", r => r.Progress.Any(p => p.Stage is not "asked") || r.Ended is not null),
        new("preflight", r => Sums(r) >= 1),
        new("tally", r => Sums(r) >= 4),
        new("done", r => r.Ended is not null),
        new("training, between rounds", r => r.Round?.Round >= 2 || r.Ended is not null, IsTraining: true),
    ];

    /// <summary>The other states of a training.</summary>
    public static readonly IReadOnlyList<Moment> OfTraining =
    [
        new("training, submitted", _ => true, IsTraining: true),
        new("training, contract", r => r.Progress.Any(p => p.Stage is not "asked") || r.Ended is not null, IsTraining: true),
        new("training, preflight", r => Sums(r) >= 1, IsTraining: true),
        new("training, inputs prepared", r => Sums(r) >= 3, IsTraining: true),
        new("training, first round", r => r.Round?.Round >= 1 || r.Ended is not null, IsTraining: true),
        new("training, last round", r => r.Round?.Round >= 4 || r.Ended is not null, IsTraining: true),
        new("training, done", r => r.Ended is not null, IsTraining: true),
    ];

    /// <summary>The run has ended: its answer must be there still.</summary>
    public bool IsDone => Name.EndsWith("done", StringComparison.Ordinal);

    /// <summary>A question that was not asked before; its answer is the same for every number.</summary>
    public string Call(int number) => IsTraining
        ? $"train(y ~ x + z + g, data = d, subset = x > {-1 - number}, model = gbdt(trees = 4, depth = 2, min_leaf = 5), validation = 0.3)"
        : $"glm(y ~ x + g, data = d, subset = x > {-1 - number}, family = binomial)";

    private static long Sums(Run run) => run.Ended is not null ? long.MaxValue : run.Progress.Select(p => (long)p.Sums).DefaultIfEmpty().Max();
}
