using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Privacy.Tests.SecureSums;

public class HonestRunTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(20)]
    [InlineData(50)]
    public void Sum_HonestSites_EveryPartyHasTheExactTotal(int sites)
    {
        using var federation = new TestFederation(sites);
        federation.SetUp();
        double[][] tallies = [.. Enumerable.Range(0, sites).Select(u => new[] { -1e6, 0, 1e6, Math.Pow(10, u % 6) + 0.25, -u })];
        double[] expected = [-1e6 * sites, 0, 1e6 * sites, tallies.Sum(t => t[3]), -sites * (sites - 1) / 2.0];

        for (var step = 1; step <= 3; step++)
        {
            var (atSites, atCoordinator) = federation.Sum($"step {step}", TestFederation.LayoutOf(5), tallies);
            Assert.Equal(expected, atCoordinator);
            Assert.All(atSites, total => Assert.Equal(expected, total));
        }

        var ends = federation.Sessions.Select(s => s.CreateEnd()).ToList();
        Assert.All(ends, end => Assert.Equal(3UL, end.LastIndex));
        RunCertificate.Require(federation.Binding, ends);
    }

    [Theory]
    [InlineData(Ring.Bits128, 65_471)]
    [InlineData(Ring.Bits128, 65_472)]
    [InlineData(Ring.Bits128, 200_001)]
    [InlineData(Ring.Bits64, 200_001)]
    [InlineData(Ring.Bits128, 0)]
    public void Sum_TallyOfSeveralChunks_TotalIsExact(Ring ring, int length)
    {
        using var federation = new TestFederation(3);
        federation.SetUp();
        double[][] tallies = [.. Enumerable.Range(0, 3).Select(u => Enumerable.Range(0, length).Select(j => ((j * 7) - (u * 1000)) / 8.0).ToArray())];
        var expected = Enumerable.Range(0, length).Select(j => tallies.Sum(t => t[j])).ToArray();

        var (atSites, atCoordinator) = federation.Sum("step", TestFederation.LayoutOf(length, bound: 2e6, fractionBits: ring == Ring.Bits64 ? 32 : 64, ring), tallies);

        Assert.Equal(expected, atCoordinator);
        Assert.All(atSites, total => Assert.Equal(expected, total));
    }

    [Fact]
    public void Sum_ChunksRepeatedAndOutOfOrder_TotalIsExact()
    {
        using var federation = new TestFederation(2);
        federation.SetUp();
        var layout = TestFederation.LayoutOf(150_000);
        var tally = Enumerable.Range(0, 150_000).Select(j => j + 0.5).ToArray();
        var sum = new CoordinatorSum(federation.Binding.Run, 1, TestFederation.Bytes("step"), layout, federation.Sites);
        for (var u = 0; u < 2; u++)
        {
            var chunks = federation.Sessions[u].Mask(TestFederation.Bytes("step"), layout, tally).ToArray();
            Assert.Equal(3, chunks.Length);
            Assert.All(chunks, c => Assert.InRange(c.CalculateSize(), 1, 1 << 20));
            foreach (var c in new[] { 2, 0, 2, 0, 1, 1 }) sum.Add(federation.Sites[u], chunks[c]);
        }

        var down = sum.Chunks().ToArray();
        Assert.Null(federation.Sessions[0].Accept(down[2]));
        Assert.Null(federation.Sessions[0].Accept(down[2]));
        Assert.Null(federation.Sessions[0].Accept(down[1]));
        Assert.Equal([.. tally.Select(x => 2 * x)], federation.Sessions[0].Accept(down[0])!);
    }

    [Fact]
    public void Mask_SameAttempt_SameBytes_NextAttempt_OtherBytes()
    {
        using var federation = new TestFederation(2);
        federation.SetUp();
        var layout = TestFederation.LayoutOf(4);
        double[] tally = [1, 2, 3, 4];

        var first = federation.Sessions[0].Mask(TestFederation.Bytes("step"), layout, tally, 2).Single();
        var again = federation.Sessions[0].Mask(TestFederation.Bytes("step"), layout, tally, 2).Single();
        var next = federation.Sessions[0].Mask(TestFederation.Bytes("step"), layout, tally, 3).Single();

        Assert.Equal(first, again);
        Assert.NotEqual(first.Elements, next.Elements);
        Assert.NotEqual(first.Stamp, next.Stamp);
    }
}
