using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Learning;

/// <summary>A site's rows that have a response.</summary>
internal sealed class LearningRows
{
    private readonly int[] _kept;
    private readonly Func<long, double[]> _patients;

    private LearningRows(int[] kept, Func<long, double[]> patients)
    {
        _kept = kept;
        _patients = patients;
    }

    public int Rows => _kept.Length;

    /// <summary>Response; empty for survival.</summary>
    public double[] Y { get; private init; } = [];

    /// <summary>Position of the time on its lattice, -1 off it; null unless survival.</summary>
    public int[]? Times { get; private init; }

    public bool[]? Events { get; private init; }

    /// <summary>One array a feature, NaN where missing.</summary>
    public double[][] Features { get; private init; } = [];

    /// <summary>Whether a row is the first of its patient: leaves count patients by them, and never too many.</summary>
    public bool[] First { get; private init; } = [];

    public static LearningRows Of(LearningQuestion question, string patientKey, SiteRun run) => run.Derived("learning rows", () => Read(question, patientKey, run));

    /// <summary>Rows that a fit learns from, ascending, and those that it leaves out.</summary>
    public (int[] Training, int[] HeldOut) Split(Partition partition)
    {
        if (!partition.HasHeldOut) return ([.. Enumerable.Range(0, Rows)], []);
        var patients = _patients(partition.Seed);
        var rows = Enumerable.Range(0, Rows).ToLookup(i => partition.IsHeldOut(patients[_kept[i]]));
        return ([.. rows[false]], [.. rows[true]]);
    }

    private static LearningRows Read(LearningQuestion question, string patientKey, SiteRun run)
    {
        var response = (question.Response ?? question.Survival!.Stop).Evaluate(run); // A question has one or the other.
        var status = question.Survival?.Event.Evaluate(run);
        var kept = Enumerable.Range(0, run.Rows).Where(i => !double.IsNaN(response.Span[i]) && !(status is { } s && double.IsNaN(s.Span[i]))).ToArray();
        double[] Take(ReadOnlyMemory<double> column)
        {
            var values = new double[kept.Length];
            var all = column.Span;
            for (var i = 0; i < values.Length; i++) values[i] = all[kept[i]];
            return values;
        }

        var seen = new HashSet<double>();
        var lattice = question.Survival?.Lattice;
        return new LearningRows(kept, seed => CohortPatients.Of(patientKey, seed, run))
        {
            Y = lattice is null ? Take(response) : [],
            Times = lattice is null ? null : Array.ConvertAll(Take(response), v => lattice.IndexOf(v) is var k && double.IsNaN(k) ? -1 : (int)k),
            Events = status is { } e ? Array.ConvertAll(Take(e), v => v != 0) : null,
            Features = [.. question.Features.Select(f => Take(f.Column.Evaluate(run)))],
            First = Array.ConvertAll(Take(CohortPatients.Keys(patientKey, run)), seen.Add),
        };
    }
}
