using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Descriptive.Describe;

/// <summary>
/// One round: powers of the scaled values about given centres (first about 0, then about the mean), counts by level on the
/// first round, and counts in the bins of the search for quartiles.
/// </summary>
public sealed record DescribeStep : Step
{
    internal DescribeStep(DescribeQuestion question, double rows, double[]? centres, bool moments, QuartileSearch search, bool[]? hidden = null)
    {
        Hidden = hidden;
        IsCoarse = search.IsCoarse;
        Search = search.Next;
        Question = question;
        Centres = centres;
        Moments = moments;
        var cells = question.Variables.Count * question.Groups.Cells;
        var first = centres is null;
        Layout = new LayoutBuilder()
            .Counts("rows", first ? question.Groups.Cells : 0, rows)
            .Counts("known", first ? cells : 0, rows)
            .Counts("levels", first ? question.Groups.Cells * question.Variables.Sum(v => v.Levels.Count) : 0, rows)
            .Numbers("sum", moments ? cells : 0, 2 * rows)
            .Numbers("squares", moments && !first ? cells : 0, 4 * rows)
            .Numbers("cubes", moments && !first ? cells : 0, 8 * rows)
            .Counts("bins", Search.Sum(s => s.Bins), rows)
            .Build();
    }

    public DescribeQuestion Question { get; }

    /// <summary>Mean of each variable (scaled) in each group; null on the first round.</summary>
    public double[]? Centres { get; }

    public bool Moments { get; }

    public IReadOnlyList<SearchInterval> Search { get; }

    /// <summary>Variables x groups that send zeros; null where all is shown.</summary>
    public bool[]? Hidden { get; }

    /// <summary>Whether the search is over classes of a grid.</summary>
    public bool IsCoarse { get; }

    public override string Name => "describe";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        writer.Integer(Moments ? 1 : 0);
        writer.Numbers(Centres ?? []);
        writer.Integer(Search.Count);
        foreach (var interval in Search)
        {
            writer.Integer(interval.Variable);
            writer.Integer(interval.Group);
            writer.Integer((long)interval.Start);
            writer.Integer((long)interval.Width);
            writer.Integer(interval.Bins);
        }

        if (!IsCoarse && Hidden is null) return;
        writer.Integer(IsCoarse ? 1 : 0);
        writer.Integers(Hidden is null ? [] : Array.ConvertAll(Hidden, h => h ? 1 : 0));
    }
}
