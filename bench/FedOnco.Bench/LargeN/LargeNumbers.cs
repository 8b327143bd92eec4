using System.Diagnostics;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Bench.LargeN;

/// <summary>Accuracy at many rows over four centres: a huge mean with a tiny spread, and a fit on two columns that nearly agree, against exact fractions.</summary>
internal static class LargeNumbers
{
    public static void Run(int rows, TextWriter output)
    {
        var centres = Enumerable.Range(0, 4).Select(s => new DyadicColumns((rows / 4) + (s < rows % 4 ? 1 : 0), s + 1)).ToList();
        var (mean, deviation) = ExactFit.Huge(centres);
        var moments = Answer("lm(huge ~ 1, data = d)", centres, output);
        output.WriteLine($"mean of 1e9 + [0, 1]: error {Math.Abs((Cell(moments, "estimate", 0) - 1e9) - mean) / 1e9:E1} of the mean, {Math.Abs((Cell(moments, "estimate", 0) - 1e9) - mean) / deviation:E1} of a standard deviation");
        output.WriteLine($"standard deviation: error {Relative(Cell(moments, "std.error", 0) * Math.Sqrt(rows), deviation):E1} of it");
        var (coefficients, error) = ExactFit.Line(centres);
        var line = Answer("lm(y ~ x + z, data = d)", centres, output);
        output.WriteLine($"y ~ x + z, z = x but for 1e-5 of it: coefficients {Math.Abs(Cell(line, "estimate", 1) - coefficients[1]) / error:E1} and {Math.Abs(Cell(line, "estimate", 2) - coefficients[2]) / error:E1} of a standard error, {Relative(Cell(line, "estimate", 2), coefficients[2]):E1} of the value; standard error {Relative(Cell(line, "std.error", 2), error):E1}");
    }

    private static Result Answer(string call, List<DyadicColumns> centres, TextWriter output)
    {
        var clock = Stopwatch.StartNew();
        var question = CallLanguage.Parse(call).Question!;
        string[] names = [.. centres.Select((_, s) => $"s{s}")];
        var context = new StudyContext(question, DyadicColumns.Dataset, names, new DisclosureTerms { Profile = Profile.Open, Resolution = Resolution.Exact });
        var analysis = AnalysisRegistry.For(question);
        var federation = new PlainFederation(analysis, context, [.. centres.Select((c, s) => CohortSelection.Select(context, names[s], c))]);
        var totals = QuestionProgram.RunAsync(analysis, context, federation, CancellationToken.None).GetAwaiter().GetResult();
        var result = analysis.Report(context, totals);
        output.WriteLine($"{call}: {centres.Sum(c => (long)c.Rows)} rows, {clock.Elapsed.TotalSeconds:0.0} s");
        return result;
    }

    private static double Cell(Result result, string column, int row) => result.Tidy.Columns.Single(c => c.Name == column).Numbers.Values[row];

    private static double Relative(double value, double exact) => Math.Abs(value - exact) / Math.Abs(exact);
}
