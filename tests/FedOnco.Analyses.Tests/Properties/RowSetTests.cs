using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Properties;

/// <summary>Rows of a condition are the same however many are evaluated at a time.</summary>
public sealed class RowSetTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(8191)]
    [InlineData(8192)]
    [InlineData(8193)]
    [InlineData(50_001)]
    public void Where_AnyNumberOfRows_KeepsThoseThatAreTrue(int rows)
    {
        var random = new Random(rows);
        double[] values = [.. Enumerable.Range(0, rows).Select(_ => random.Next(4) switch { 0 => double.NaN, 1 => 0.0, 2 => -0.0, _ => 1.0 })];
        var source = new One(values);
        var set = RowSet.Where(new CompiledExpression(FedOnco.Analyses.Expressions.ValueType.Logical, run => run.Column("x")), "s0", source);
        var expected = Enumerable.Range(0, rows).Where(i => values[i] == 1).ToArray();
        Assert.Equal(expected, set.Places);
        Assert.Equal(expected.Length, set.Count);
        // A source that keeps no column would read it for every block.
        Assert.Equal(Math.Min(rows, 1), source.Taken);
        Assert.All(expected, i => Assert.Equal(1UL, (set.Bits[i >> 6] >> (i & 63)) & 1));
    }

    [Fact]
    public void Where_AnyTailOfAWord_SetsTheBitsOfItsRowsAndNoOther()
    {
        for (var rows = 0; rows <= 200; rows++)
        {
            var random = new Random(rows);
            double[] values = [.. Enumerable.Range(0, rows).Select(_ => random.Next(3) switch { 0 => double.NaN, 1 => 0.0, _ => -2.0 })];
            var set = RowSet.Where(new CompiledExpression(FedOnco.Analyses.Expressions.ValueType.Logical, run => run.Column("x")), "s0", new One(values));
            Assert.Equal(WordsOf(values), set.Bits);
        }
    }

    [Theory]
    [InlineData("TRUE")]
    [InlineData("FALSE")]
    [InlineData("NA")]
    [InlineData("NA | TRUE")]
    [InlineData("NA & FALSE")]
    [InlineData("NA == 1")]
    [InlineData("2 > 1 & 3 != 4")]
    [InlineData("1 - 1")]
    [InlineData("-0.5")]
    [InlineData("0 / 0")]
    [InlineData("as.Date(\"2026-11-27\") > as.Date(\"2026-11-23\")")]
    public void Where_ConditionWithoutAVariable_IsAsEvaluatedRowByRow(string text)
    {
        var condition = Compile(text);
        Assert.NotNull(condition.Constant);
        foreach (var rows in (int[])[0, 1, 7, 8, 63, 64, 65, 127, 128, 8191, 8192, 8193, 20_001])
        {
            var byRow = RowSet.Where(condition with { Constant = null }, "s0", new One(new double[rows]));
            var values = condition.Evaluate(new SiteRun("s0", new One(new double[rows]))).ToArray();
            var set = RowSet.Where(condition with { Evaluate = _ => throw new InvalidOperationException("evaluated") }, "s0", new One(new double[rows]));
            Assert.Equal(WordsOf(values), byRow.Bits);
            Assert.Equal(byRow.Bits, set.Bits);
            Assert.Equal(byRow.Count, set.Count);
            Assert.Equal(byRow.Places, set.Places);
        }
    }

    [Theory]
    [InlineData("TRUE | x > 1")]
    [InlineData("x > 1 | TRUE")]
    [InlineData("FALSE & x > 1")]
    [InlineData("x > 1 & NA")]
    [InlineData("x == x")]
    [InlineData("ifelse(TRUE, x, 0)")]
    [InlineData("!is.na(x)")]
    public void Where_ConditionWithAVariable_IsEvaluated(string text)
    {
        var condition = Compile(text);
        Assert.Null(condition.Constant);
        double[] values = [.. Enumerable.Range(0, 131).Select(i => i % 3 == 0 ? double.NaN : i % 5)];
        var set = RowSet.Where(condition, "s0", new One(values));
        Assert.Equal(WordsOf(condition.Evaluate(new SiteRun("s0", new One(values))).ToArray()), set.Bits);
    }

    /// <summary>Bit by bit, from what is true.</summary>
    private static ulong[] WordsOf(double[] values)
    {
        var words = new ulong[(values.Length + 63) / 64];
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]) && values[i] != 0) words[i / 64] |= 1UL << (i % 64);
        }

        return words;
    }

    private static CompiledExpression Compile(string text)
    {
        var question = CallLanguage.Parse($"count(data = d, subset = {text})").Question!; // The tests' own calls.
        var dataset = new Dataset { Name = "d", Variables = { new Variable { Name = "x", Type = VariableType.Integer, Minimum = 0, Maximum = 10, Step = 1 } } };
        var faults = new List<SpecificationFault>();
        var compiled = ExpressionCompiler.Compile(question.Subset, new StudyContext(question, dataset, ["s0"], new DisclosureTerms()), faults);
        Assert.Empty(faults);
        return compiled!; // Without a fault there is an expression.
    }

    private sealed class One(double[] values) : IColumnSource
    {
        public int Rows => values.Length;

        public int Taken { get; private set; }

        public ReadOnlyMemory<double> Column(string name)
        {
            Taken++;
            return values;
        }
    }
}
