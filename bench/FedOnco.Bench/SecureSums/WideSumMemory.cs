using System.Diagnostics;
using System.Globalization;
using System.Net;
using FedOnco.Coordinator;
using FedOnco.Coordinator.Agents;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.Runs;
using FedOnco.Coordinator.State;
using FedOnco.Federation.Tests.Hostile;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace FedOnco.Bench.SecureSums;

/// <summary>
/// Memory and time of the coordinator for one sum of ten million elements over real connections: its own host, gateway, inbox and
/// store. The sites, which send zeros, are a process of their own.
/// </summary>
internal static class WideSumMemory
{
    private const int Length = 10_000_000;

    public static async Task RunAsync(TextWriter output)
    {
        foreach (var (ring, sites) in new[] { (Ring.Bits64, 4), (Ring.Bits64, 20), (Ring.Bits128, 4), (Ring.Bits128, 20) })
        {
            using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["wide-sum", ring.ToString(), sites.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
            await output.WriteAsync((await child.StandardOutput.ReadToEndAsync().ConfigureAwait(false)).Split('\n').Last(l => l.Length > 0) + "\n").ConfigureAwait(false);
        }
    }

    /// <summary>One measurement, in a process of its own.</summary>
    public static async Task MeasureAsync(Ring ring, int count, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("fedonco-bench-").FullName;
        using var store = Store.Open(folder);
        using var authority = Authority.Open(folder, TimeProvider.System);
        var app = CoordinatorHost.Build(store, authority, IPEndPoint.Parse("127.0.0.1:0"), [], new RunOptions());
        await app.StartAsync().ConfigureAwait(false);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        string[] names = [.. Enumerable.Range(0, count).Select(i => $"s{i:00}")];
        var dictionary = new Dictionary { Study = "wide", Datasets = { new Dataset { Name = "d" } } };
        using var sites = await ZeroSites.StartAsync([.. names.Select(name => Member.Enrol(name, dictionary, store, authority))], address, folder).ConfigureAwait(false);
        var roster = ContractBuilder.Members(store, names);
        var contract = new Contract { Study = "wide", Sites = { names }, RosterHash = ByteString.CopyFrom(Hashes.Roster(roster)) };
        var open = new OpenContract(new RunOffer { Contract = contract.ToByteString() }, contract, dictionary.Datasets[0], roster);
        var connected = app.Services.GetRequiredService<ConnectedSites>();
        var inbox = new RunInbox(names, TimeSpan.FromMinutes(5), TimeProvider.System, CancellationToken.None);
        var run = new byte[16];
        connected.Open(ByteString.CopyFrom(run), inbox.TakeAsync);
        using var live = new LiveRun(new Run { Progress = { names.Select(s => new SiteProgress { Site = s }) } });
        var down = new Downlink(names, connected, TimeSpan.FromMinutes(5), TimeProvider.System, CancellationToken.None);
        var central = new CentralFederation(run, open, 0, inbox, down, app.Services.GetRequiredService<RecordedTotals>(), new Transcript(open.Hash, contract.RosterHash.Span, contract.HistoryHash.Span), live);
        var step = new WideStep(ring, Length);
        var before = Process.GetCurrentProcess().WorkingSet64;
        var started = Stopwatch.GetTimestamp();
        await sites.StandardInput.WriteLineAsync($"{ring} {Length}").ConfigureAwait(false);
        await central.SumAsync(step, CancellationToken.None).ConfigureAwait(false);
        await sites.WaitForExitAsync().ConfigureAwait(false);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var peak = (Process.GetCurrentProcess().PeakWorkingSet64 - before) / 1e6;
        var vector = Length * (ring == Ring.Bits128 ? 16 : 8) / 1e6;
        await output.WriteLineAsync($"{ring}, {count,2} sites, {Length} elements: peak {peak:0} MB above idle, a vector is {vector:0} MB, {peak / vector:0.0} vectors; {seconds:0.0} s").ConfigureAwait(false);
        Environment.Exit(0);
    }
}
