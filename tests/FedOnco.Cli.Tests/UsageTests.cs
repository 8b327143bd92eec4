namespace FedOnco.Cli.Tests;

/// <summary>Words in a place where nothing is expected: the real command says where they belong.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("Put the call after --call.", "sandbox", "count(data = d)")]
    [InlineData("Put the call after --call.", "sandbox", "--data", ".", "count(data = d)")]
    [InlineData("into quotes", "sandbox", "--data", ".", "--call", "count(data", "=", "d)")]
    [InlineData("into quotes", "run", "count(data", "=", "d)")]
    [InlineData("Put the folder after --data.", "sandbox", ".")]
    [InlineData("Put the address after --url.", "login", "https://127.0.0.1:1")]
    [InlineData("Put the file after --onnx.", "model", "get", "m", "m.onnx")]
    [InlineData("fedonco run 'CALL'", "count(data = d)")]
    [InlineData("fedonco run 'CALL'", "demo", "count(data = d)")]
    public async Task Word_InAPlaceOfItsOwn_IsToldWhereItBelongs(string hint, params string[] arguments)
    {
        var (exitCode, output, errors) = await FedoncoCommand.RunAsync(arguments);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(hint, errors, StringComparison.Ordinal);
    }
}
