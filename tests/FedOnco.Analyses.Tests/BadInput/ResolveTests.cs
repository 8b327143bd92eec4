using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.BadInput;

/// <summary>resolve = TRUE fills in what may be released and nothing else.</summary>
public sealed class ResolveTests
{
    [Theory]
    [InlineData("lm(y ~ scale(x), data = d)", ErrorReason.DataDependentForm, "resolve = TRUE")]
    [InlineData("lm(y ~ poly(x, 2), data = d, resolve = TRUE)", ErrorReason.DataDependentForm, "raw = TRUE")]
    [InlineData("lm(y ~ cut(x, 3), data = d, resolve = TRUE)", ErrorReason.DataDependentForm, "breaks")]
    [InlineData("lm(y ~ ns(x, df = 3), data = d, resolve = TRUE)", ErrorReason.DataDependentForm, "Boundary.knots")]
    [InlineData("lm(y ~ scale(I(0 * cnt)), data = d, resolve = TRUE)", ErrorReason.NotFinite, "does not vary")]
    public void Form_ThatCannotBeResolved_SaysWhatToWrite(string call, ErrorReason reason, string words)
    {
        var fault = Assert.Throws<FedOncoException>(() => Load().Answer(call));
        Assert.Equal(reason, fault.Reason);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Notes_SayTheConstants()
    {
        var result = Load().Answer("lm(y ~ scale(x), data = d, resolve = TRUE)");
        Assert.Contains(result.Notes, n => n.StartsWith("scale(x) is I((x", StringComparison.Ordinal));
        Assert.Equal("scale(x)", result.Tidy.Columns[0].Texts.Values[1]);
    }

    private static Centres Load() => Centres.Load(Path.Combine(Shared.Root(), "tests", "golden", "random", "missing", "data"), "d");
}
