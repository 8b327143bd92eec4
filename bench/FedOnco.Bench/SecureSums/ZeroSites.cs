using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Federation.Tests.Hostile;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Bench.SecureSums;

/// <summary>Sites without patients in a process of their own, so that the coordinator's memory is its own.</summary>
internal static class ZeroSites
{
    private const string Ready = "ready";

    /// <summary>Starts the process; completes when all its sites are connected.</summary>
    public static async Task<Process> StartAsync(IReadOnlyList<Member> members, string address, string folder)
    {
        foreach (var member in members)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, member.Site + ".pfx"), member.Certificate.Export(X509ContentType.Pkcs12)).ConfigureAwait(false);
            await File.WriteAllBytesAsync(Path.Combine(folder, member.Site + ".holding"), member.Holding.ToByteArray()).ConfigureAwait(false);
        }

        var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["zero-sites", folder, address]) { RedirectStandardInput = true, RedirectStandardOutput = true }) ?? throw new InvalidOperationException("the sites did not start");
        while (await child.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line && line != Ready)
        {
        }

        return child;
    }

    /// <summary>The process itself: connects, then sums as many elements as standard input says ("RING LENGTH", one line).</summary>
    public static async Task RunAsync(string folder, string address)
    {
        List<ZeroSite> sites = [];
        foreach (var file in Directory.GetFiles(folder, "*.pfx").Order(StringComparer.Ordinal))
        {
            var holding = SiteDataset.Parser.ParseFrom(await File.ReadAllBytesAsync(Path.ChangeExtension(file, ".holding")).ConfigureAwait(false));
            sites.Add(await ZeroSite.ConnectAsync(X509CertificateLoader.LoadPkcs12FromFile(file, null), holding, address).ConfigureAwait(false));
        }

        await Console.Out.WriteLineAsync(Ready).ConfigureAwait(false);
        var words = (await Console.In.ReadLineAsync().ConfigureAwait(false) ?? "").Split(' ');
        var step = new WideStep(Enum.Parse<Ring>(words[0]), int.Parse(words[1], CultureInfo.InvariantCulture));
        await Task.WhenAll(sites.Select(s => Task.Run(() => s.SumAsync(new byte[16], step)))).ConfigureAwait(false);
    }
}
