using System.Numerics;
using CsCheck;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Privacy.Tests.SecureSums;

/// <summary>A total is the exact rational sum of the encoded values, rounded once, bit for bit.</summary>
public class ExactTotalTests
{
    private static readonly Gen<double> Any = Gen.Select(Gen.Double[-1, 1], Gen.Int[-90, 59]).Select((x, e) => Math.ScaleB(x, e));

    [Fact]
    public void Total_AnyValuesAnyOrderAnyAttempts_IsTheExactSumRoundedOnce()
    {
        using var federation = new TestFederation(3);
        federation.SetUp();
        var layout = TestFederation.LayoutOf(6, bound: Math.ScaleB(1, 59));
        var step = 0;
        Gen.Select(Any.Array[6].Array[3], Gen.Int[1, 8], Gen.Shuffle(new[] { 0, 1, 2 }), Gen.Bool).Sample(
            (tallies, attempts, order, extremes) =>
            {
                if (extremes) (tallies[0][0], tallies[1][0], tallies[2][0]) = (layout.Blocks[0].Bound, layout.Blocks[0].Bound, layout.Blocks[0].Bound);
                var name = TestFederation.Bytes($"step {++step}");
                CoordinatorSum? sum = null;
                for (var attempt = 1u; attempt <= attempts; attempt++)
                {
                    sum = new CoordinatorSum(federation.Binding.Run, (ulong)step, name, layout, federation.Sites, attempt);
                    foreach (var u in order)
                        foreach (var chunk in federation.Sessions[u].Mask(name, layout, tallies[u], attempt)) sum.Add(federation.Sites[u], chunk);
                }

                var expected = Enumerable.Range(0, 6).Select(j => Rounded(tallies.Aggregate(BigInteger.Zero, (t, x) => t + (BigInteger)FixedPoint.Encode(x[j], 64)))).ToArray();
                Assert.Equal(expected, sum!.Decode());
                foreach (var session in federation.Sessions) Assert.Equal(expected, TestFederation.Deliver(session, sum.Chunks()));
            },
            iter: 300,
            threads: 1);
    }

    [Fact]
    public void Total_MultiplesOfTheLastPlace_IsTheSumOfTheDoubles()
    {
        using var federation = new TestFederation(3);
        federation.SetUp();
        var layout = TestFederation.LayoutOf(4, bound: 1L << 31, fractionBits: 20);
        var step = 0;
        Gen.Long[-(1L << 50), 1L << 50].Array[4].Array[3].Sample(
            units =>
            {
                double[][] tallies = [.. units.Select(u => u.Select(x => Math.ScaleB(x, -20)).ToArray())];
                var expected = Enumerable.Range(0, 4).Select(j => Math.ScaleB(units.Sum(u => u[j]), -20)).ToArray();
                var (atSites, _) = federation.Sum($"step {++step}", layout, tallies);
                Assert.All(atSites, total => Assert.Equal(expected, total));
            },
            iter: 200,
            threads: 1);
    }

    // T / 2^64 rounded once: the conversion of a BigInteger to double truncates, so it is done by hand.
    private static double Rounded(BigInteger total)
    {
        var surplus = (int)BigInteger.Abs(total).GetBitLength() - 53;
        if (surplus <= 0) return Math.ScaleB((double)total, -64);
        var quotient = BigInteger.DivRem(BigInteger.Abs(total), BigInteger.One << surplus, out var rest);
        var order = (rest * 2).CompareTo(BigInteger.One << surplus);
        if (order > 0 || (order == 0 && !quotient.IsEven)) quotient += 1;
        return Math.ScaleB((double)quotient, surplus - 64) * total.Sign;
    }
}
