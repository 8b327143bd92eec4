using System.Diagnostics;
using System.Globalization;
using System.Net;
using FedOnco.Agent.State;
using FedOnco.Client;
using FedOnco.Coordinator;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.Runs;
using FedOnco.Coordinator.State;
using FedOnco.Federation.Tests.Hostile;
using FedOnco.Protos;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace FedOnco.Bench.SecureSums;

/// <summary>
/// What masks and stamps cost a federated fit from submit to answer: the coordinator as shipped, four sites of the bench's own over
/// mutual TLS on loopback, the same runs masked and with an identity encoder, in turns.
/// </summary>
internal static class MaskingPrice
{
    private const int Sites = 4;
    private const int Rows = 100_000;
    private const int WarmUps = 40;
    private const int Rounds = 40;

    // {0} is a number in (0, 1) that makes every call another question.
    private static readonly (string Name, string Call)[] Calls =
    [
        ("glm", "glm(y ~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10, data = d, family = binomial, conf.level = {0})"),
        ("coxph", "coxph(Surv(time, event) ~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10, data = d, conf.level = {0})"),
        ("coxph, strata(site)", "coxph(Surv(time, event) ~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + strata(site), data = d, conf.level = {0})"),
    ];

    public static async Task RunAsync(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("fedonco-bench-").FullName;
        string[] names = [.. Enumerable.Range(0, Sites).Select(s => $"s{s}")];
        var dictionary = new Dictionary { Study = "price", Datasets = { SyntheticColumns.Dataset } };
        using var store = Store.Open(Path.Combine(folder, "coordinator"));
        using var authority = Authority.Open(Path.Combine(folder, "coordinator"), TimeProvider.System);
        store.AddStudy(dictionary.Study, "", names, dictionary);
        store.AddPerson("ada", "analyst", [dictionary.Study]);
        var app = CoordinatorHost.Build(store, authority, IPEndPoint.Parse("127.0.0.1:0"), [], new RunOptions());
        await app.StartAsync().ConfigureAwait(false);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Member[] members = [.. names.Select(name => Member.Enrol(name, dictionary, store, authority))];
        List<PricedSite> sites = [];
        for (var s = 0; s < Sites; s++) sites.Add(await PricedSite.ConnectAsync(members[s], AgentState.Open(Path.Combine(folder, names[s])), new SyntheticColumns(Rows / Sites, s), address).ConfigureAwait(false));
        using var client = new FedOncoClient(new ClientSettings(address, authority.File, Invitations.CreateToken(store, "ada", TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1))));

        var level = 0.5;
        foreach (var (name, call) in Calls)
        {
            List<double> masked = [], plain = [];
            for (var round = -WarmUps; round < Rounds; round++)
            {
                // Two cores, noisy neighbours: the two take turns, and the least of each counts.
                plain.Add(await AskAsync(call, isMasked: false).ConfigureAwait(false));
                masked.Add(await AskAsync(call, isMasked: true).ConfigureAwait(false));
            }

            var (of, over) = (masked.Skip(WarmUps).Order().ToList(), plain.Skip(WarmUps).Order().ToList());
            await output.WriteLineAsync($"{name}: masked {of[0]:0.0} ms, identity encoder {over[0]:0.0} ms, ratio {of[0] / over[0]:0.000}; medians {of[Rounds / 2]:0.0} and {over[Rounds / 2]:0.0}, ratio {of[Rounds / 2] / over[Rounds / 2]:0.000} (n = {Rows}, {Sites} sites, loopback, {Rounds} of each)").ConfigureAwait(false);
        }

        async Task<double> AskAsync(string call, bool isMasked)
        {
            foreach (var site in sites) site.IsMasked = isMasked;
            var started = Stopwatch.GetTimestamp();
            var run = await client.RunAsync("", string.Format(CultureInfo.InvariantCulture, call, level += 0.001)).ConfigureAwait(false);
            return run.State == RunState.Completed ? Stopwatch.GetElapsedTime(started).TotalMilliseconds : throw new InvalidOperationException(run.Problems.ToString());
        }

        foreach (var site in sites) site.Dispose();
        await app.StopAsync().ConfigureAwait(false);
        Directory.Delete(folder, recursive: true);
    }
}
