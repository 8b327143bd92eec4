using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Learning;

/// <summary>Which patients a fit leaves out: a share of them, or one part of a cross-validation.</summary>
/// <param name="Share">Share that is held out, 0 to 1.</param>
/// <param name="Fold">Part of a cross-validation that is held out; -1 where there is none.</param>
/// <param name="Folds">Number of parts.</param>
/// <param name="Seed">Of the split.</param>
public sealed record Partition(double Share, int Fold, int Folds, long Seed)
{
    public bool HasHeldOut => Share > 0 || Fold >= 0;

    /// <param name="patient">Uniform number of the patient in [0, 1).</param>
    public bool IsHeldOut(double patient) => Fold >= 0 ? (int)(patient * Folds) == Fold : patient < Share;

    public void Write(CanonicalWriter writer)
    {
        writer.Number(Share);
        writer.Integer(Fold);
        writer.Integer(Folds);
        writer.Integer(Seed);
    }
}
