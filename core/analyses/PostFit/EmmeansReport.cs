using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.PostFit;

/// <summary>Estimated marginal means: numbers at their mean, the other factors averaged with equal weights.</summary>
/// <remarks>Source: Searle, Speed and Milliken (1980). A term such as log(x + 1) is held at its own mean, and a note says so.</remarks>
internal static class EmmeansReport
{
    private const int MostCells = 1_000_000;

    public static Result Of(Protos.PostFit call, FittedModel model)
    {
        var arguments = new PostFitArguments(call, "specs", "type", "conf.level");
        var given = arguments.Find("specs", first: true) ?? throw new FedOncoException(ErrorReason.MissingArgument, "emmeans(fit, ~ g) needs the factors of the means.");
        if (model.Terms.Offsets.Count > 0) throw new FedOncoException(ErrorReason.NotYet, "emmeans() of a fit with an offset is not in this version.", given);
        var factors = model.Terms.Variables.Where(v => v.IsFactor).ToList();
        var wanted = Names(given).Select(n => Find(n, factors, given)).ToList();
        var notes = new List<string>();
        var held = Held(model, notes);
        var others = factors.Except(wanted).ToList();
        if (factors.Aggregate(1.0, (n, f) => n * model.UsedLevels(f).Count) > MostCells) throw new FedOncoException(ErrorReason.TooLarge, "The factors of the fit have too many combinations.", given);
        var level = new Dictionary<CompiledExpression, double>(ReferenceEqualityComparer.Instance);
        foreach (var (column, mean) in held) level[column] = mean;

        var rows = new List<(string[] Levels, double[] Weights)>();
        Visit(model, wanted, 0, level, [], (levels, at) =>
        {
            var sum = new double[model.Size];
            var cells = 0;
            Visit(model, others, 0, at, [], (_, cell) =>
            {
                var row = model.Row(c => cell[c]);
                for (var j = 0; j < sum.Length; j++) sum[j] += row[j];
                cells++;
            });
            rows.Add((levels, [.. sum.Select(s => s / cells)]));
        });
        var result = Build(model, wanted, rows, arguments);
        result.Notes.AddRange(notes);
        return result.With("nobs", model.Fit.Nobs);
    }

    private static Result Build(FittedModel model, List<ModelVariable> wanted, List<(string[] Levels, double[] Weights)> rows, PostFitArguments arguments)
    {
        var response = arguments.IsResponse();
        var q = double.IsInfinity(model.Df) ? Tails.NormalQuantile((1 - arguments.Level()) / 2) : Tails.StudentQuantile((1 - arguments.Level()) / 2, model.Df);
        var fits = rows.Select(r => FittedModel.Combine(model.Fit, r.Weights)).ToList();
        double Shown(double eta) => response ? model.Link.Mean(eta) : eta;
        var statistics = fits.Select(f => f.Estimate / f.Error).ToList();
        var table = new TableBuilder();
        for (var v = 0; v < wanted.Count; v++) table.Texts(wanted[v].Text, rows.Select(r => r.Levels[v]));
        table.Numbers("estimate", fits.Select(f => Shown(f.Estimate))).Numbers("std.error", fits.Select(f => response ? f.Error * Math.Abs(model.Link.Slope(f.Estimate)) : f.Error))
            .Numbers("df", fits.Select(_ => model.Df))
            .Numbers("conf.low", fits.Select(f => Shown(f.Estimate - (q * f.Error)))).Numbers("conf.high", fits.Select(f => Shown(f.Estimate + (q * f.Error))))
            .Numbers("statistic", statistics).Numbers("p.value", statistics.Select(t => double.IsInfinity(model.Df) ? Tails.NormalTwoSided(t) : Tails.StudentTwoSided(t, model.Df)));
        return new Result { Tidy = table.Build() };
    }

    private static void Visit(FittedModel model, List<ModelVariable> factors, int next, Dictionary<CompiledExpression, double> at, string[] levels, Action<string[], Dictionary<CompiledExpression, double>> action)
    {
        if (next == factors.Count)
        {
            action(levels, at);
            return;
        }

        foreach (var level in model.UsedLevels(factors[next]))
        {
            at[factors[next].Columns[0]] = level;
            Visit(model, factors, next + 1, at, [.. levels, factors[next].Levels[level]], action);
        }
    }

    /// <summary>The mean of every numeric column: that of the design column which is this column alone.</summary>
    private static List<(CompiledExpression Column, double Mean)> Held(FittedModel model, List<string> notes)
    {
        var held = new List<(CompiledExpression, double)>();
        foreach (var variable in model.Terms.Variables.Where(v => !v.IsFactor))
        {
            foreach (var column in variable.Columns)
            {
                var j = model.Columns.ToList().FindIndex(c => c.Parts.Count == 1 && ReferenceEquals(c.Parts[0].Column, column));
                if (j < 0 || model.Fit.Means.Count == 0) throw new FedOncoException(ErrorReason.NotYet, $"The mean of {variable.Text} is not known: it has no term of its own, or the fit has no intercept.");
                held.Add((column, model.Fit.Means[j]));
            }

            if (variable.Text.Contains('(', StringComparison.Ordinal)) notes.Add($"{variable.Text} is held at its own mean");
        }

        return held;
    }

    private static IEnumerable<string> Names(Expression given) => given switch
    {
        { Application: { Function: "~" or "+" or "*" or ":" } call } => call.Arguments.SelectMany(a => Names(a.Value)),
        { KindCase: Expression.KindOneofCase.Text } => [given.Text],
        _ => [given.ToText()],
    };

    private static ModelVariable Find(string name, List<ModelVariable> factors, Expression where) =>
        factors.Find(f => f.Text == name || f.Text == $"factor({name})" || f.Text.StartsWith($"relevel({name},", StringComparison.Ordinal))
            ?? throw new FedOncoException(ErrorReason.WrongArgument, $"{name} is no factor of the fit.{(factors.Count > 0 ? $" It has: {string.Join(", ", factors.Select(f => f.Text))}." : " Write factor(..) in its formula.")}", where);
}
