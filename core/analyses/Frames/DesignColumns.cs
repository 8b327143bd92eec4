using FedOnco.Analyses.Expressions;

namespace FedOnco.Analyses.Frames;

/// <summary>From terms and used levels to the columns of R's model.matrix, intercept aside.</summary>
/// <remarks>A factor enters a term by treatment contrasts where the rest of the term is part of an earlier term (nothing is
/// always part of one); without an intercept the first factor of the first term with one is coded in full.</remarks>
internal static class DesignColumns
{
    public static IReadOnlyList<DesignColumn> Build(ModelTerms terms, Func<ModelVariable, int[]> used)
    {
        var columns = new List<DesignColumn>();
        var fullTaken = terms.Intercept;
        for (var t = 0; t < terms.Terms.Count; t++)
        {
            var term = terms.Terms[t];
            var position = t;
            IReadOnlyList<Partial> partials = [new Partial("", [], 1, 1)];
            foreach (var index in term)
            {
                var variable = terms.Variables[index];
                var full = variable.IsFactor && !HasMargin(terms, position, index);
                if (variable.IsFactor && !fullTaken) full = fullTaken = true;
                partials = Cross(partials, Parts(variable, full, used));
            }

            columns.AddRange(partials.Select(p => Column(p, terms.Intercept) with { Term = position }));
        }

        return columns;
    }

    private static bool HasMargin(ModelTerms terms, int term, int without)
    {
        int[] margin = [.. terms.Terms[term].Where(i => i != without)];
        return margin.Length == 0 || terms.Terms.Take(term).Any(t => margin.All(t.Contains));
    }

    private static List<Partial> Parts(ModelVariable variable, bool full, Func<ModelVariable, int[]> used)
    {
        if (!variable.IsFactor)
        {
            return [.. variable.Columns.Select((c, k) => new Partial(variable.Text + variable.Suffixes[k], [new DesignPart(c, -1)], c.Type.Minimum, c.Type.Maximum))];
        }

        // A logical has both its levels, used or not.
        var levels = (variable.Columns[0].Type.Kind == ValueKind.Logical ? [0, 1] : used(variable)).Skip(full ? 0 : 1);
        return [.. levels.Select(l => new Partial(variable.Text + variable.Levels[l], [new DesignPart(variable.Columns[0], l)], 0, 1))];
    }

    /// <summary>All products; the first varies fastest.</summary>
    private static List<Partial> Cross(IReadOnlyList<Partial> left, List<Partial> right) => [.. right.SelectMany(b => left.Select(a => Product(a, b)))];

    private static Partial Product(Partial a, Partial b)
    {
        if (a.Name.Length == 0) return b;
        double p = a.Low * b.Low, q = a.Low * b.High, r = a.High * b.Low, s = a.High * b.High;
        return new Partial($"{a.Name}:{b.Name}", [.. a.Parts, .. b.Parts], Math.Min(Math.Min(p, q), Math.Min(r, s)), Math.Max(Math.Max(p, q), Math.Max(r, s)));
    }

    /// <summary>Without an intercept a column cannot be shifted: it is only divided by its largest magnitude.</summary>
    private static DesignColumn Column(Partial partial, bool centre)
    {
        var half = centre ? (partial.High - partial.Low) / 2 : Math.Max(Math.Abs(partial.Low), Math.Abs(partial.High));
        return new DesignColumn(partial.Name, partial.Parts, centre ? partial.Low + half : 0, half > 0 ? half : 1);
    }

    private sealed record Partial(string Name, IReadOnlyList<DesignPart> Parts, double Low, double High);
}
