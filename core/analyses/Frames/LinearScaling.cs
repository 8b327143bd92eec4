using System.Numerics;
using System.Runtime.Intrinsics;

namespace FedOnco.Analyses.Frames;

/// <summary>(value - centre) * scale - mean.</summary>
/// <param name="Centre">Subtracted from the value.</param>
/// <param name="Scale">Of what is left: a division takes several times as long as a product, and columns are read in every pass of a fit.</param>
/// <param name="Mean">Subtracted from the scaled value.</param>
public readonly record struct LinearScaling(double Centre, double Scale, double Mean)
{
    /// <summary>Values as they are.</summary>
    public static LinearScaling None { get; } = new(0, 1, 0);

    internal double Of(double value) => ((value - Centre) * Scale) - Mean;

    internal Vector<double> Of(Vector<double> values) => ((values - new Vector<double>(Centre)) * new Vector<double>(Scale)) - new Vector<double>(Mean);

    internal Vector512<double> Of(Vector512<double> values) => ((values - Vector512.Create(Centre)) * Vector512.Create(Scale)) - Vector512.Create(Mean);
}
