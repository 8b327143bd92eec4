using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Protos;

namespace FedOnco.Analyses.Reporting;

/// <summary>
/// The effect of a term in each level of a factor that it has an interaction with, for a forest plot by subgroup: at the reference the
/// term alone, elsewhere the sum with its variance from the covariance; the p-value is Wald's for all of the interaction.
/// </summary>
internal static class SubgroupEffects
{
    /// <param name="frame">Factors and the levels that occur.</param>
    /// <param name="terms">Names of the coefficients.</param>
    /// <param name="estimates">NaN where aliased.</param>
    /// <param name="covariance">Of the coefficients, row-major.</param>
    /// <param name="z">Quantile of the intervals.</param>
    /// <returns>Null where there is no such interaction.</returns>
    public static Table? Of(ModelFrame frame, IReadOnlyList<string> terms, double[] estimates, double[] covariance, double z)
    {
        var rows = new List<(string Term, string Variable, string Level, double Estimate, double Error, double P)>();
        foreach (var (factor, names, main) in Pairs(frame, terms))
        {
            var at = terms.ToList().IndexOf(main);
            var levels = names.Skip(1).Select(l => (Level: l, At: Cross(terms, main, factor, l))).Where(l => l.At >= 0 && !double.IsNaN(estimates[l.At])).ToList();
            if (levels.Count == 0) continue;
            double V(int i, int j) => covariance[(i * terms.Count) + j];
            var p = Together([.. levels.Select(l => estimates[l.At])], [.. levels.SelectMany(a => levels.Select(b => V(a.At, b.At)))]);
            rows.Add((main, factor, names[0], estimates[at], Math.Sqrt(V(at, at)), p));
            rows.AddRange(levels.Select(l => (main, factor, l.Level, estimates[at] + estimates[l.At], Math.Sqrt(V(at, at) + V(l.At, l.At) + (2 * V(at, l.At))), p)));
        }

        return rows.Count == 0 ? null : new TableBuilder("subgroups")
            .Texts("term", rows.Select(r => r.Term)).Texts("variable", rows.Select(r => r.Variable)).Texts("level", rows.Select(r => r.Level))
            .Numbers("estimate", rows.Select(r => r.Estimate)).Numbers("std.error", rows.Select(r => r.Error))
            .Numbers("conf.low", rows.Select(r => r.Estimate - (z * r.Error))).Numbers("conf.high", rows.Select(r => r.Estimate + (z * r.Error)))
            .Numbers("p.interaction", rows.Select(r => r.P))
            .Build();
    }

    private static IEnumerable<(string Factor, string[] Names, string Main)> Pairs(ModelFrame frame, IReadOnlyList<string> terms) =>
        from factor in frame.Variables.Terms.Variables
        where factor.IsFactor
        let names = frame.UsedLevels(factor).Select(l => factor.Levels[l]).ToArray()
        where names.Length > 1
        from main in terms
        where !main.Contains(':', StringComparison.Ordinal) && Cross(terms, main, factor.Text, names[1]) >= 0
        select (factor.Text, names, main);

    /// <summary>Position of the product of a term and a level, -1 where there is none.</summary>
    private static int Cross(IReadOnlyList<string> terms, string main, string factor, string level)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            if (terms[i] == $"{main}:{factor}{level}" || terms[i] == $"{factor}{level}:{main}") return i;
        }

        return -1;
    }

    private static double Together(double[] estimates, double[] covariance)
    {
        var solved = SymmetricSolver.Factor(covariance, estimates.Length).Solve(estimates);
        return Tails.ChiSquared(estimates.Zip(solved, (b, s) => b * s).Sum(), estimates.Length);
    }
}
