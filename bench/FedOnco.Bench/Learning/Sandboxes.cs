using System.Diagnostics;
using FedOnco.Client;

namespace FedOnco.Bench.Learning;

/// <summary>A running `fedonco sandbox`.</summary>
internal static class Sandboxes
{
    public static async Task<ClientSettings> SettingsAsync(Process sandbox)
    {
        while (await sandbox.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            var words = line.Trim().Split(' ').Select(w => w.Split('=', 2)).Where(w => w.Length == 2).ToDictionary(w => w[0], w => w[1]);
            if (words.TryGetValue("FEDONCO_URL", out var address)) return new ClientSettings(address, words["FEDONCO_CA"], words["FEDONCO_TOKEN"]);
        }

        throw new InvalidOperationException("the sandbox said no address");
    }
}
