using FedOnco.Protos;

namespace FedOnco.Analyses.Reporting;

/// <summary>Adds entries to the one-row table of a result.</summary>
public static class Glance
{
    /// <summary>A number; NaN is R's NA and leaves the entry without a value.</summary>
    public static Result With(this Result result, string name, double value)
    {
        var entry = new GlanceEntry { Name = name };
        if (!double.IsNaN(value)) entry.Number = value;
        result.Glance.Add(entry);
        return result;
    }

    public static Result With(this Result result, string name, string text)
    {
        result.Glance.Add(new GlanceEntry { Name = name, Text = text });
        return result;
    }

    public static Result With(this Result result, string name, Table table)
    {
        result.Glance.Add(new GlanceEntry { Name = name, Table = table });
        return result;
    }
}
