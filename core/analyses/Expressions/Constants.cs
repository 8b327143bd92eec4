using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Expressions;

/// <summary>Constants as columns.</summary>
internal static class Constants
{
    public static CompiledExpression Number(double value) => new(ValueType.Number(value, value), Repeat(value), value);

    public static CompiledExpression Logical(bool value) => new(ValueType.Logical, Repeat(value ? 1 : 0), value ? 1 : 0);

    public static CompiledExpression Missing() => new(ValueType.Logical, Repeat(double.NaN), double.NaN);

    public static CompiledExpression Text(string text) => new(ValueType.Factor([text]), Repeat(0), Text: text);

    public static Func<SiteRun, ReadOnlyMemory<double>> Repeat(double value) => run =>
    {
        var values = new double[run.Rows];
        Array.Fill(values, value);
        return values;
    };
}
