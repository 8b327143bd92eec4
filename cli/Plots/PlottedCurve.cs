namespace FedOnco.Cli.Plots;

/// <summary>One curve of a result: points in order of time as far as they are shown.</summary>
/// <param name="Label">Name in the legend.</param>
/// <param name="Times">Of every row, hidden ones included.</param>
/// <param name="Values">NaN where hidden.</param>
/// <param name="Low">Lower limit, NaN where it has none.</param>
/// <param name="High">Upper limit.</param>
/// <param name="Risk">At risk; empty where the table has no such column.</param>
internal sealed record PlottedCurve(string Label, double[] Times, double[] Values, double[] Low, double[] High, double[] Risk)
{
    /// <summary>Censored at each row; empty where the table has no such column.</summary>
    public double[] Censored { get; private init; } = [];

    /// <summary>Whose curve it is, without the state.</summary>
    public string Group { get; init; } = Label;

    /// <summary>Last shown row, -1 for none.</summary>
    public int Last => Array.FindLastIndex(Values, v => !double.IsNaN(v));

    public bool IsCut => Last < Values.Length - 1;

    /// <param name="table">Columns of the result.</param>
    /// <param name="label">Name of each row's curve.</param>
    /// <param name="group">Whose curve it is; the label itself where it is not given.</param>
    public static IReadOnlyList<PlottedCurve> Of(PlotColumns table, Func<int, string> label, Func<int, string>? group = null)
    {
        double[] times = table.Numbers("time"), values = table.Numbers("estimate"), low = table.Numbers("conf.low"), high = table.Numbers("conf.high"), risk = table.Has("n.risk") ? table.Numbers("n.risk") : [], censored = table.Has("n.censor") ? table.Numbers("n.censor") : [];
        return [.. Enumerable.Range(0, table.Rows).GroupBy(label).Select(rows => new PlottedCurve(
            rows.Key, [.. rows.Select(i => times[i])], [.. rows.Select(i => values[i])], [.. rows.Select(i => low[i])], [.. rows.Select(i => high[i])], risk.Length == 0 ? [] : [.. rows.Select(i => risk[i])])
        {
            Censored = censored.Length == 0 ? [] : [.. rows.Select(i => censored[i])],
            Group = group is null ? rows.Key : group(rows.First()),
        })];
    }

    /// <summary>Corners of the curve from a start at time 0: steps, or straight lines between the ends of months.</summary>
    public List<(double X, double Y)> Corners(PlotFrame frame, double[] values, double start, bool steps)
    {
        var corners = new List<(double, double)> { (frame.AtX(0), frame.AtY(start)) };
        var before = start;
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) continue;
            if (steps) corners.Add((frame.AtX(Times[i]), frame.AtY(before)));
            corners.Add((frame.AtX(Times[i]), frame.AtY(values[i])));
            before = values[i];
        }

        return corners;
    }

    /// <summary>At risk at a time: of the first row at it or later (on the month grid: after it), NaN where hidden, 0 behind the last.</summary>
    public double RiskAt(double time, bool grouped)
    {
        var at = Array.FindIndex(Times, t => grouped ? t > time * (1 + 1e-12) : t >= time * (1 - 1e-12));
        return at < 0 ? IsCut || grouped ? double.NaN : 0 : Risk[at];
    }
}
