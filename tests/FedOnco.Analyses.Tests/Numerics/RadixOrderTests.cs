using CsCheck;
using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Tests.Numerics;

public class RadixOrderTests
{
    [Fact]
    public void Ascending_Doubles_IsTheStableOrder() => Gen.OneOf(Gen.Double[-1e300, 1e300], Gen.Double[-1, 1], Gen.Int[-3, 3].Select(i => (double)i), Gen.Const(-0.0), Gen.Const(double.PositiveInfinity)).Array[0, 300].Sample(values =>
        Assert.Equal(Enumerable.Range(0, values.Length).OrderBy(i => values[i] + 0.0), RadixOrder.Ascending(values)));

    [Fact]
    public void Ascending_Integers_IsTheStableOrder() => Gen.OneOf(Gen.Int[0, 5], Gen.Int[0, int.MaxValue]).Array[0, 300].Sample(values =>
        Assert.Equal(Enumerable.Range(0, values.Length).OrderBy(i => values[i]), RadixOrder.Ascending(values)));
}
