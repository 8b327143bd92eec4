using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Documents.Dictionaries;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.BadInput;

public sealed class DerivedColumnsTests
{
    [Fact]
    public void Compute_Expressions_AreCodedAsDeclared()
    {
        var dataset = Read("""
            time: {type: duration, range: [0, 100], derived: "last - first"}
            stage: {type: category, levels: ["(10,20]", "(0,10]"], derived: "cut(first, c(0, 10, 20))"}
            long: {type: boolean, derived: "time > 5"}
            """);
        var source = new Rows(dataset, new() { ["first"] = [1, 15, 10, double.NaN], ["last"] = [11, 10, 12, 3] });
        Assert.Empty(DerivedColumns.Check(dataset));
        Assert.Equal([10, double.NaN, 2, double.NaN], source.Add("time"));
        Assert.Equal([1, 0, 1, double.NaN], source.Add("stage"));
        Assert.Equal([1, double.NaN, 0, double.NaN], source.Add("long"));
    }

    [Theory]
    [InlineData("x: {type: boolean, derived: \"first + 1\"}", "d/x: its expression gives no TRUE/FALSE.")]
    [InlineData("x: {type: category, levels: [a], derived: \"cut(first, c(0, 10))\"}", "d/x: its expression gives (0,10], which is no level of it.")]
    [InlineData("x: {type: date, range: [\"2000-01-01\", \"2000-01-02\"], derived: \"first\"}", "gives no date")]
    [InlineData("x: {type: integer, range: [0, 1], derived: \"nosuch(first)\"}", "d/x: nosuch() is not a function")]
    public void Check_ExpressionThatDoesNotFit_IsAFault(string variable, string message) =>
        Assert.Contains(message, Assert.Single(DerivedColumns.Check(Read(variable))).Message, StringComparison.Ordinal);

    private static Dataset Read(string derived) => DictionaryFile.Read(
        "study: s\ndatasets:\n  d:\n    variables:\n      first: {type: integer, range: [0, 20]}\n      last: {type: integer, range: [0, 20]}\n"
        + string.Concat(derived.Split('\n').Select(l => $"      {l}\n")), "f").Datasets[0];

    private sealed class Rows(Dataset dataset, Dictionary<string, double[]> columns) : IColumnSource
    {
        int IColumnSource.Rows => columns["first"].Length;

        public ReadOnlyMemory<double> Column(string name) => columns[name];

        public double[] Add(string name) => columns[name] = DerivedColumns.Compute(dataset, dataset.Variables.Single(v => v.Name == name), "s1", this);
    }
}
