using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Frames;

/// <summary>The frame after its sum: complete cases, used levels, and the columns of the design that every party builds alike.</summary>
public sealed class ModelFrame
{
    private readonly Dictionary<ModelVariable, int[]> _used;

    private ModelFrame(FrameVariables variables, double rows, double complete, Dictionary<ModelVariable, int[]> used, IReadOnlyList<DesignColumn> columns)
    {
        Variables = variables;
        Rows = rows;
        Complete = complete;
        _used = used;
        Columns = columns;
    }

    public FrameVariables Variables { get; }

    /// <summary>Rows of the cohort over all sites.</summary>
    public double Rows { get; }

    /// <summary>Complete cases over all sites: n of the fit, and a bound of every site's.</summary>
    public double Complete { get; }

    /// <summary>Columns without the intercept.</summary>
    public IReadOnlyList<DesignColumn> Columns { get; }

    public bool Intercept => Variables.Terms.Intercept;

    /// <summary>Levels of a factor that occur among the complete cases, ascending.</summary>
    public IReadOnlyList<int> UsedLevels(ModelVariable factor) => _used[factor];

    /// <summary>The frame sum and what follows from it.</summary>
    /// <exception cref="FedOncoException">EmptyCohort without a complete case; NotFinite where a value is infinite.</exception>
    public static async Task<ModelFrame> SumAsync(FrameVariables variables, IFederation federation, CancellationToken cancellationToken)
    {
        var total = await federation.SumAsync(new FrameStep(variables), cancellationToken).ConfigureAwait(false);
        if (total.Scalar("complete") == 0)
            throw new FedOncoException(ErrorReason.EmptyCohort, "No row has a value for every variable of the call. Leave out variables with many missing values.");
        if (total.Scalar("infinite") > 0)
            throw new FedOncoException(ErrorReason.NotFinite, "A term is infinite in some rows (such as log of 0). Add a constant, as in log(x + 1), or leave those rows out with subset.");
        var used = new Dictionary<ModelVariable, int[]>(ReferenceEqualityComparer.Instance);
        var factors = variables.Factors;
        for (var f = 0; f < factors.Count; f++) used[factors[f]] = UsedOf(total.Block($"levels {f}"));
        if (variables.Terms.Variables.FirstOrDefault(v => v.IsFactor && v.Columns[0].Type.Kind == ValueKind.Factor && used[v].Length < 2) is { } single)
            throw new FedOncoException(ErrorReason.EmptyCohort, $"{single.Text} has only one level in this cohort. Leave it out of the formula, or widen the subset.");
        return new ModelFrame(variables, total.Scalar("rows"), total.Scalar("complete"), used, DesignColumns.Build(variables.Terms, v => used[v]));
    }

    private static int[] UsedOf(ReadOnlySpan<double> counts)
    {
        var used = new List<int>();
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0) used.Add(i);
        }

        return [.. used];
    }
}
