using System.Numerics;

namespace FedOnco.Analyses.Numerics;

/// <summary><see cref="StableMath"/> lane by lane: the same additions, products and quotients in the same order, so the same bits. For sites' hot loops.</summary>
public static class StableVectors
{
    /// <summary>Largest magnitude that <see cref="Exp"/> takes: within it 2^k is one exact scaling.</summary>
    public const double MostExponent = 700;

    /// <summary>e^x of lanes with |x| at most <see cref="MostExponent"/>.</summary>
    public static Vector<double> Exp(Vector<double> x)
    {
        var half = Vector.ConditionalSelect(Vector.LessThan(x, Vector<double>.Zero), new Vector<double>(-0.5), new Vector<double>(0.5));
        var whole = Vector.ConvertToInt64((new Vector<double>(StableMath.InverseLn2) * x) + half);
        var k = Vector.ConvertToDouble(whole);
        var high = x - (k * new Vector<double>(StableMath.Ln2High));
        var low = k * new Vector<double>(StableMath.Ln2Low);
        var r = high - low;
        var t = r * r;
        var c = r - (t * (new Vector<double>(StableMath.P1) + (t * (new Vector<double>(StableMath.P2) + (t * (new Vector<double>(StableMath.P3) + (t * (new Vector<double>(StableMath.P4) + (t * new Vector<double>(StableMath.P5))))))))));
        var y = Vector<double>.One - (low - (r * c / (new Vector<double>(2.0) - c)) - high);
        return y * Vector.AsVectorDouble((whole + new Vector<long>(1023)) << 52);
    }

    /// <summary>Natural logarithm of lanes that are positive, finite and normal.</summary>
    public static Vector<double> Log(Vector<double> x)
    {
        var bits = Vector.AsVectorInt64(x);
        var k = Vector.ConvertToDouble((bits >> 52) - new Vector<long>(1023));
        var m = Vector.AsVectorDouble((bits & new Vector<long>(0x000FFFFFFFFFFFFF)) | new Vector<long>(0x3FF0000000000000));
        var large = Vector.GreaterThan(m, new Vector<double>(StableMath.RootTwo));
        m = Vector.ConditionalSelect(large, m * new Vector<double>(0.5), m);
        k = Vector.ConditionalSelect(large, k + Vector<double>.One, k);
        var f = m - Vector<double>.One;
        var s = f / (new Vector<double>(2.0) + f);
        var z = s * s;
        var w = z * z;
        var even = w * (new Vector<double>(StableMath.L2) + (w * (new Vector<double>(StableMath.L4) + (w * new Vector<double>(StableMath.L6)))));
        var odd = z * (new Vector<double>(StableMath.L1) + (w * (new Vector<double>(StableMath.L3) + (w * (new Vector<double>(StableMath.L5) + (w * new Vector<double>(StableMath.L7)))))));
        var half = new Vector<double>(0.5) * f * f;
        return (k * new Vector<double>(StableMath.Ln2High)) - (half - ((s * (half + (even + odd))) + (k * new Vector<double>(StableMath.Ln2Low))) - f);
    }

    /// <summary>log(1 + x) of lanes from 0 to 1.</summary>
    public static Vector<double> Log1P(Vector<double> x)
    {
        var u = Vector<double>.One + x;
        var lost = Vector.Equals(u, Vector<double>.One);
        var by = Vector.ConditionalSelect(lost, Vector<double>.One, u - Vector<double>.One);
        return Vector.ConditionalSelect(lost, x, Log(u) * x / by);
    }

    /// <summary>e^x of every element, of any size.</summary>
    public static void Exp(ReadOnlySpan<double> x, Span<double> result)
    {
        var i = 0;
        var most = new Vector<double>(MostExponent);
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var lanes = new Vector<double>(x[i..]);
            if (Vector.LessThanAll(Vector.Abs(lanes), most))
            {
                Exp(lanes).CopyTo(result[i..]);
                continue;
            }

            for (var j = i; j < i + Vector<double>.Count; j++) result[j] = StableMath.Exp(x[j]);
        }

        for (; i < x.Length; i++) result[i] = StableMath.Exp(x[i]);
    }
}
