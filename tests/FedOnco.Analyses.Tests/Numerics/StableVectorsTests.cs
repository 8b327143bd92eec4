using System.Numerics;
using CsCheck;
using FedOnco.Analyses.Numerics;

namespace FedOnco.Analyses.Tests.Numerics;

public class StableVectorsTests
{
    private static readonly Gen<double> Exponents = Gen.OneOf(Gen.Double[-699, 699], Gen.Double[-1, 1], Gen.Const(0.0), Gen.Const(-0.0));

    [Fact]
    public void Exp_AnyLanes_HasTheBitsOfTheScalar() => Exponents.Array[Vector<double>.Count].Sample(x =>
        AssertLanes(StableVectors.Exp(new Vector<double>(x)), x, StableMath.Exp));

    [Fact]
    public void Log_PositiveNormalLanes_HasTheBitsOfTheScalar() => Gen.OneOf(Gen.Double[1e-300, 1e300], Gen.Double[0.5, 2]).Array[Vector<double>.Count].Sample(x =>
        AssertLanes(StableVectors.Log(new Vector<double>(x)), x, StableMath.Log));

    [Fact]
    public void Log1P_LanesUpToOne_HasTheBitsOfTheScalar() => Gen.OneOf(Gen.Double[0, 1], Gen.Double[0, 1e-15], Gen.Const(0.0)).Array[Vector<double>.Count].Sample(x =>
        AssertLanes(StableVectors.Log1P(new Vector<double>(x)), x, StableMath.Log1P));

    [Fact]
    public void Exp_ElementsOfAnySize_HasTheBitsOfTheScalar() => Gen.OneOf(Gen.Double[-800, 800], Gen.Const(double.NaN), Gen.Const(double.NegativeInfinity)).Array[0, 40].Sample(x =>
    {
        var result = new double[x.Length];
        StableVectors.Exp(x, result);
        for (var i = 0; i < x.Length; i++) Assert.Equal(BitConverter.DoubleToInt64Bits(StableMath.Exp(x[i])), BitConverter.DoubleToInt64Bits(result[i]));
    });

    private static void AssertLanes(Vector<double> lanes, double[] x, Func<double, double> scalar)
    {
        for (var i = 0; i < x.Length; i++) Assert.Equal(BitConverter.DoubleToInt64Bits(scalar(x[i])), BitConverter.DoubleToInt64Bits(lanes[i]));
    }
}
