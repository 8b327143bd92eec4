namespace FedOnco.Protos.Tests;

public sealed class ArgumentHintTests
{
    private static readonly string[] Sandbox = ["--data", "--policy", "--calls", "--call", "--sets", "--json", "--csv", "--plot", "--report"];

    [Theory]
    [InlineData("count(data = d)", "Put the call after --call.")]
    [InlineData("f <- lm(y ~ x, data = d)", "Put the call after --call.")]
    [InlineData("t.test(x ~ g, data = d, subset = age > 50)", "Put the call after --call.")]
    [InlineData("mine.yaml", "Put the file after --policy.")]
    [InlineData("answer.html", "Put the file after --report.")]
    [InlineData("curve.svg", "Put the file after --plot.")]
    [InlineData("word", null)]
    public void Of_OneWord_SaysWhereItBelongs(string word, string? hint) => Assert.Equal(hint, ArgumentHint.Of([word], Sandbox));

    [Fact]
    public void Of_FolderOrFileThatIsThere_SaysWhereItBelongs()
    {
        using var file = new TemporaryFile();
        Assert.Equal("Put the folder after --data.", ArgumentHint.Of([AppContext.BaseDirectory], Sandbox));
        Assert.Equal("Put the file after --calls.", ArgumentHint.Of([file.Path], Sandbox));
        Assert.Equal("Put the folder after --from.", ArgumentHint.Of([AppContext.BaseDirectory], ["--from", "--home"]));
        Assert.Contains("after --home", ArgumentHint.Of(["policy.yaml"], ["--home"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_CallInPieces_AsksForQuotes() => Assert.Contains("into quotes", ArgumentHint.Of(["=", "d)"], Sandbox), StringComparison.Ordinal);

    [Fact]
    public void Of_CallWhereNoneIsTaken_NamesTheCommandsThatTakeOne() => Assert.Contains("fedonco run 'CALL'", ArgumentHint.Of(["count(data = d)"], ["--keep"]), StringComparison.Ordinal);

    [Fact]
    public void Of_NoWord_IsNothing() => Assert.Null(ArgumentHint.Of([], Sandbox));

    private sealed class TemporaryFile : IDisposable
    {
        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
