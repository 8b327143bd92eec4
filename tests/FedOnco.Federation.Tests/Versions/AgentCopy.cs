using System.Diagnostics;

namespace FedOnco.Federation.Tests.Versions;

/// <summary>An agent as a process over a copy of another's folder: that one goes on.</summary>
internal sealed class AgentCopy : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _home = Directory.CreateTempSubdirectory("fedonco-copy-").FullName;
    private readonly Process _agent;

    /// <param name="home">The folder to copy.</param>
    /// <param name="coordinator">Address that it dials.</param>
    public AgentCopy(string home, string coordinator)
    {
        foreach (var file in Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_home, Path.GetRelativePath(home, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!); // A file within a folder.
            File.Copy(file, target);
        }

        var start = new ProcessStartInfo(Cli.Sandbox.Executables.Agent, ["run", "--home", _home, "--coordinator", coordinator, "--stop-with-stdin", "--trust-coordinator-roster"]) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        _agent = Process.Start(start)!; // A file of its own always starts a process.
    }

    /// <summary>The certificates of the authorities that it trusts.</summary>
    public string Pin => File.ReadAllText(Path.Combine(_home, "state", "authority.pem"));

    /// <summary>What it says until it has said something.</summary>
    /// <param name="wanted">What it has to say.</param>
    /// <param name="isError">Whether on standard error.</param>
    public async Task<string> HearAsync(string wanted, bool isError)
    {
        using var limit = new CancellationTokenSource(Patience);
        var said = "";
        var from = isError ? _agent.StandardError : _agent.StandardOutput;
        while (!said.Contains(wanted, StringComparison.Ordinal) && await from.ReadLineAsync(limit.Token) is { } line) said += line + "\n";
        Assert.Contains(wanted, said, StringComparison.Ordinal);
        return said;
    }

    public async ValueTask DisposeAsync()
    {
        _agent.Kill();
        await _agent.WaitForExitAsync();
        _agent.Dispose();
        Directory.Delete(_home, recursive: true);
    }
}
