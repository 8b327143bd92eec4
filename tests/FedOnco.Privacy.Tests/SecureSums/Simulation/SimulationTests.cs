using System.Collections.Concurrent;
using FedOnco.Protos;

namespace FedOnco.Privacy.Tests.SecureSums.Simulation;

public class SimulationTests
{
    [Fact]
    public void Run_TenThousandSeedsWithPooledKeys_ExactTotalsOrANamedEnd() =>
        Simulate(10_000, seed => 2 + new SimulatedRandom((ulong)seed).Below(7), realKeys: false);

    [Fact]
    public void Run_TwoHundredSeedsWithRealKeys_ExactTotalsOrANamedEnd() =>
        // Mostly small; every tenth seed takes up to 50 sites.
        Simulate(200, seed => seed % 10 == 0 ? 2 + new SimulatedRandom((ulong)seed).Below(49) : 2 + (seed % 9), realKeys: true);

    private static void Simulate(int seeds, Func<int, int> sitesOf, bool realKeys)
    {
        var ends = new ConcurrentDictionary<(SimulatedFault, ErrorReason?), int>();
        int restarts = 0, drops = 0;
        Parallel.For(0, seeds, seed =>
        {
            var fault = (seed % 10) switch { 7 => SimulatedFault.DataChange, 8 => SimulatedFault.MuteSite, 9 => SimulatedFault.AlteredTotal, _ => SimulatedFault.None };
            try
            {
                using var world = new SimulatedWorld((ulong)seed, sitesOf(seed), realKeys);
                ends.AddOrUpdate((fault, world.Run(fault)), 1, (_, n) => n + 1);
                Interlocked.Add(ref restarts, world.Restarts);
                Interlocked.Add(ref drops, world.Drops);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}", e);
            }
        });

        var story = string.Join(", ", ends.OrderBy(e => e.Key).Select(e => $"{e.Key.Item1}/{e.Key.Item2}: {e.Value}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{story}; {restarts} restarts, {drops} drops");
        Assert.All(ends.Keys, end => Assert.Contains(end.Item2, AllowedEnds(end.Item1)));
        // Not vacuous: most honest runs end in the exact total in spite of what the network does.
        var honest = ends.Where(e => e.Key.Item1 == SimulatedFault.None).Sum(e => e.Value);
        Assert.True(ends.GetValueOrDefault((SimulatedFault.None, null)) > 0.9 * honest, story);
        Assert.True(restarts > seeds / 4 && drops > seeds, $"{restarts} restarts, {drops} drops");
    }

    private static ErrorReason?[] AllowedEnds(SimulatedFault fault) => fault switch
    {
        SimulatedFault.None => [null, ErrorReason.SiteLost],
        SimulatedFault.DataChange => [null, ErrorReason.SiteLost, ErrorReason.TallyChanged],
        SimulatedFault.MuteSite => [ErrorReason.SiteLost],
        _ => [ErrorReason.SiteLost, ErrorReason.TotalUnverified],
    };
}
