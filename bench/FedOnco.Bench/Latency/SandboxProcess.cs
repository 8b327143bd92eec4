using System.Diagnostics;
using FedOnco.Client;

namespace FedOnco.Bench.Latency;

/// <summary>A federation on this machine, started by the `fedonco` command, and a client of it.</summary>
internal sealed class SandboxProcess : IDisposable
{
    private readonly Process _process;

    private SandboxProcess(Process process, FedOncoClient client)
    {
        _process = process;
        Client = client;
    }

    public FedOncoClient Client { get; }

    /// <param name="command">The `fedonco` executable.</param>
    /// <param name="data">Folder CENTRE/DATASET.csv or .parquet.</param>
    /// <param name="policy">Policy file.</param>
    public static async Task<SandboxProcess> StartAsync(string command, string data, string policy)
    {
        var start = new ProcessStartInfo(command, ["sandbox", "--data", data, "--policy", policy]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("the sandbox did not start");
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return new SandboxProcess(process, new FedOncoClient(await SettingsAsync(process).ConfigureAwait(false)));
    }

    public void Dispose()
    {
        Client.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static async Task<ClientSettings> SettingsAsync(Process sandbox)
    {
        while (await sandbox.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            var words = line.Trim().Split(' ').Select(w => w.Split('=', 2)).Where(w => w.Length == 2).ToDictionary(w => w[0], w => w[1]);
            if (words.TryGetValue("FEDONCO_URL", out var address)) return new ClientSettings(address, words["FEDONCO_CA"], words["FEDONCO_TOKEN"]);
        }

        throw new InvalidOperationException("the sandbox said no address");
    }
}
