using System.CommandLine;
using System.Text.Json;
using FedOnco.Agent.Commands;
using FedOnco.Agent.State;

namespace FedOnco.Agent.Tests;

/// <summary>`setup` and `doctor`, as site IT types them.</summary>
public sealed class SetupAndDoctorTests : IDisposable
{
    private readonly SiteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Setup_Twice_WritesSecretFilesOnceAndAllowsNothing()
    {
        await RunAsync(0, "setup", "--site", "s1", "--coordinator", "https://c.example.org:8443");
        string settings = File.ReadAllText(At("appsettings.json")), policy = File.ReadAllText(At("policy.yaml"));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("appsettings.json")));
        var home = AgentHome.Open(_folder.Path);
        Assert.Equal(("s1", "https://c.example.org:8443"), (home.Settings.Site, home.Settings.Coordinator));
        var read = Gate.PolicyFile.Read(policy, "policy.yaml");
        Assert.Empty(read.Studies);
        Assert.Empty(read.People);
        Assert.Contains("stays as it is", await RunAsync(0, "setup", "--site", "s2", "--coordinator", "https://d.example.org"), StringComparison.Ordinal);
        Assert.Equal((settings, policy), (File.ReadAllText(At("appsettings.json")), File.ReadAllText(At("policy.yaml"))));
    }

    [Theory]
    [InlineData("http://c.example.org")]
    [InlineData("c.example.org:8443")]
    [InlineData("https://c.example.org/path")]
    public async Task Setup_NoAddress_WritesNothing(string address)
    {
        await RunAsync(2, "setup", "--site", "s1", "--coordinator", address);
        Assert.False(File.Exists(At("appsettings.json")));
    }

    [Fact]
    public async Task Doctor_FreshFolder_NamesEveryFaultAndItsRemedy()
    {
        await RunAsync(0, "setup", "--site", "s1", "--coordinator", "https://127.0.0.1:1");
        using var found = JsonDocument.Parse(await RunAsync(5, "doctor", "--json"));
        var wrong = found.RootElement.EnumerateArray().Where(f => !f.GetProperty("good").GetBoolean()).ToList();
        Assert.Equal(["data", "certificate", "coordinator"], wrong.Select(f => f.GetProperty("check").GetString()).Where(c => c != "disk"));
        Assert.All(wrong, f => Assert.NotEmpty(f.GetProperty("advice").GetString()!));
    }

    [Fact]
    public async Task Doctor_KeyThatOthersRead_SaysSo()
    {
        if (OperatingSystem.IsWindows()) return;
        await RunAsync(0, "setup", "--site", "s1", "--coordinator", "https://127.0.0.1:1");
        AgentState.Open(AgentHome.Open(_folder.Path).State).Dispose();
        Assert.Contains("only this user reads", await RunAsync(5, "doctor"), StringComparison.Ordinal);
        File.SetUnixFileMode(At("state/identity.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("WRONG secrets", await RunAsync(5, "doctor"), StringComparison.Ordinal);
        Assert.Contains("chmod 600", Assert.Throws<Protos.FedOncoException>(() => AgentState.Open(At("state"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_ASourceThatIsGone_IsNamedBesideThoseThatOpen()
    {
        await RunAsync(0, "setup", "--site", "s1", "--coordinator", "https://127.0.0.1:1");
        const string Columns = "{variables: {x: {type: integer, range: [0, 9], step: 1}}}";
        _folder.Write("dictionaries/s.yaml", $"study: s\nversion: 1\ndatasets:\n  d: {Columns}\n  e: {Columns}\n");
        _folder.Write("d.csv", "x\n1\n");
        _folder.Write("catalogue.yaml", "datasets:\n  d: {study: s, csv: d.csv}\n  e: {study: s, csv: e.csv}\n");
        var found = await RunAsync(5, "doctor");
        Assert.Contains("good  data         s/d opens", found, StringComparison.Ordinal);
        Assert.Contains("WRONG data         e: e.csv is missing", found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "good ")]
    [InlineData(1, "good ")]
    [InlineData(2, "WRONG")]
    public async Task Doctor_CoordinatorOfAnotherVersion_IsGoodWithinOneMinorNumber(int ahead, string verdict)
    {
        await RunAsync(0, "setup", "--site", "s1", "--coordinator", "https://127.0.0.1:1");
        var own = Version.Parse(Product.Version);
        var theirs = new Version(own.Major, own.Minor + ahead, 7);
        using (var state = AgentState.Open(At("state"))) state.RememberCoordinator(theirs.ToString());
        Assert.Contains($"{verdict} version", await RunAsync(5, "doctor"), StringComparison.Ordinal);
        Assert.Contains($"the coordinator is {theirs}", await RunAsync(5, "doctor"), StringComparison.Ordinal);
        using (var state = AgentState.Open(At("state"))) state.RememberCoordinator("1.\u001b[31m");
        Assert.Contains("WRONG version", await RunAsync(5, "doctor"), StringComparison.Ordinal);
    }

    private string At(string file) => Path.Combine(_folder.Path, file);

    private async Task<string> RunAsync(int exitCode, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await AgentCommands.Build().Parse([.. arguments, "--home", _folder.Path]).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        Assert.Equal(exitCode, code);
        return output.ToString();
    }
}
