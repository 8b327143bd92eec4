using FedOnco.Documents.Inference;
using FedOnco.Protos;

namespace FedOnco.Documents.Tests;

public sealed class DictionaryInferenceTests
{
    [Theory]
    [InlineData(VariableType.Integer, "1", "2", "-3")]
    [InlineData(VariableType.Decimal, "1", "2.5")]
    [InlineData(VariableType.Decimal, "1e5", "2")]
    [InlineData(VariableType.Decimal, "3000000000", "1")]
    [InlineData(VariableType.Category, "T", "F")]
    [InlineData(VariableType.Boolean, "TRUE", "F")]
    [InlineData(VariableType.Category, "1", "b")]
    [InlineData(VariableType.Date, "2020-01-31", "2021-12-01")]
    public void Infer_Type_IsRs(VariableType type, params string[] values) => Assert.Equal(type, Of(values).Type);

    [Fact]
    public void Infer_Levels_AreInCodePointOrder() => Assert.Equal(["20-50", "<=20", ">50", "A", "a", "é"], Of("a", "é", "A", ">50", "<=20", "20-50").Levels.Select(l => l.Name));

    [Fact]
    public void Infer_Step_IsTheNotations() => Assert.Equal((0.5, 2.25, 0.01), (Of("0.5", "2.25").Minimum, Of("0.5", "2.25").Maximum, Of("0.5", "2.25").Step));

    [Fact]
    public void Infer_DaysAsMonths_FindsTheFactor()
    {
        string[] months = [.. Enumerable.Range(1, 300).Select(k => (k * 0.0328549m).ToString(System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(0.0328549, Of(months).Lattice.Factor);
    }

    [Fact]
    public void Infer_OneTwoCoding_IsAnEventWithANote()
    {
        var inferred = DictionaryInference.Infer("d", [new ColumnProfile("status", ["1", "2"]), new ColumnProfile("pid", ["7", "8"])]);
        Assert.Equal("2", inferred.Dataset.Variables[0].EventLevel);
        Assert.Equal("pid", inferred.Dataset.PatientKey);
        Assert.Contains(inferred.Notes, n => n.Variable == "status" && n.Text.Contains("1/2", StringComparison.Ordinal));
        Assert.Contains(inferred.Notes, n => n.Variable.Length == 0 && n.Text.Contains("pid", StringComparison.Ordinal));
    }

    private static Variable Of(params string[] values) => DictionaryInference.Infer("d", [new ColumnProfile("x", values)]).Dataset.Variables[0];
}
