using System.Diagnostics;
using System.Globalization;
using FedOnco.Client;

namespace FedOnco.Bench.Latency;

/// <summary>A federation on this machine, started by the `fedonco` command, and a client of it.</summary>
internal sealed class SandboxProcess : IDisposable
{
    private readonly Process _process;
    private readonly ClientSettings _settings;

    private SandboxProcess(Process process, ClientSettings settings)
    {
        (_process, _settings) = (process, settings);
        Client = new FedOncoClient(settings);
    }

    public FedOncoClient Client { get; }

    /// <summary>Coordinator and agents of this sandbox, and of no other on this machine. Linux only.</summary>
    public IEnumerable<Process> Children => Directory.GetDirectories($"/proc/{_process.Id}/task")
        .SelectMany(t => File.ReadAllText(Path.Combine(t, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(id => Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture)));

    /// <summary>Another analyst: the rate of calls is limited for each. Linux only.</summary>
    /// <param name="name">A new name.</param>
    public async Task<FedOncoClient> AddAnalystAsync(string name)
    {
        var study = (await Client.StudiesAsync().ConfigureAwait(false)).Single().Name;
        await CoordinatorAsync("person", "add", name, "--study", study).ConfigureAwait(false);
        return new FedOncoClient(_settings with { Token = await CoordinatorAsync("person", "token", name).ConfigureAwait(false) });
    }

    /// <param name="command">The `fedonco` executable.</param>
    /// <param name="data">Folder CENTRE/DATASET.csv or .parquet.</param>
    /// <param name="policy">Policy file.</param>
    public static async Task<SandboxProcess> StartAsync(string command, string data, string policy)
    {
        var start = new ProcessStartInfo(command, ["sandbox", "--data", data, "--policy", policy]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("the sandbox did not start");
        var lastWords = "nothing";
        process.ErrorDataReceived += (_, e) => lastWords = string.IsNullOrWhiteSpace(e.Data) ? lastWords : e.Data;
        process.BeginErrorReadLine();
        return new SandboxProcess(process, await SettingsAsync(process).ConfigureAwait(false) ?? throw new InvalidOperationException($"the sandbox gave no address and said last: {lastWords}"));
    }

    public void Dispose()
    {
        Client.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    /// <summary>What a command of the coordinator prints; the authority's file is in its state folder.</summary>
    private async Task<string> CoordinatorAsync(params string[] arguments)
    {
        var program = Children.Select(c => c.MainModule!.FileName).Single(f => Path.GetFileName(f) == "fedonco-coordinator"); // A process that runs has a program.
        using var command = Process.Start(new ProcessStartInfo(program, [.. arguments, "--state", Path.GetDirectoryName(_settings.AuthorityFile)!]) { RedirectStandardOutput = true })!; // A file of its own always starts a process.
        var output = await command.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await command.WaitForExitAsync().ConfigureAwait(false);
        return command.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"fedonco-coordinator {arguments[0]} {arguments[1]} failed");
    }

    private static async Task<ClientSettings?> SettingsAsync(Process sandbox)
    {
        while (await sandbox.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            var words = line.Trim().Split(' ').Select(w => w.Split('=', 2)).Where(w => w.Length == 2).ToDictionary(w => w[0], w => w[1]);
            if (words.TryGetValue("FEDONCO_URL", out var address)) return new ClientSettings(address, words["FEDONCO_CA"], words["FEDONCO_TOKEN"]);
        }

        await sandbox.WaitForExitAsync().ConfigureAwait(false);
        return null;
    }
}
