namespace FedOnco.Cli.Plots;

/// <summary>The lines of a forest plot from a model: its terms, or the effect of one term by subgroup.</summary>
internal static class ForestRows
{
    private const double Quantile = 1.959963984540054;

    /// <summary>Every term but the intercept, with Wald intervals at 95 %.</summary>
    public static List<ForestRow> Terms(PlotColumns table, bool ratio, bool exponentiated)
    {
        var terms = table.Texts("term");
        double[] estimates = table.Numbers("estimate"), errors = table.Numbers(table.Has("robust.se") ? "robust.se" : "std.error"), p = table.Numbers("p.value");
        var rows = new List<ForestRow>();
        for (var i = 0; i < terms.Length; i++)
        {
            if (terms[i] == "(Intercept)") continue;
            rows.Add(Row(terms[i], exponentiated ? Math.Log(estimates[i]) : estimates[i], errors[i], p[i], ratio));
        }

        return rows;
    }

    /// <summary>A heading with the p-value of the interaction, then a line a level.</summary>
    public static List<ForestRow> Subgroups(PlotColumns table, bool ratio)
    {
        string[] terms = table.Texts("term"), variables = table.Texts("variable"), levels = table.Texts("level");
        double[] estimates = table.Numbers("estimate"), errors = table.Numbers("std.error"), p = table.Numbers("p.interaction");
        var rows = new List<ForestRow>();
        for (var i = 0; i < terms.Length; i++)
        {
            if (i == 0 || terms[i] != terms[i - 1] || variables[i] != variables[i - 1])
                rows.Add(new ForestRow($"{terms[i]} by {Plain(variables[i])} (p of interaction)", double.NaN, double.NaN, double.NaN, p[i]));
            rows.Add(Row($"{Plain(variables[i])}: {levels[i]}", estimates[i], errors[i], double.NaN, ratio) with { Indented = true });
        }

        return rows;
    }

    /// <summary>factor(grade) is shown as grade.</summary>
    private static string Plain(string variable) => variable.StartsWith("factor(", StringComparison.Ordinal) ? variable[7..^1] : variable;

    private static ForestRow Row(string label, double b, double error, double p, bool ratio)
    {
        double low = b - (Quantile * error), high = b + (Quantile * error);
        return ratio ? new ForestRow(label, Math.Exp(b), Math.Exp(low), Math.Exp(high), p) : new ForestRow(label, b, low, high, p);
    }
}
