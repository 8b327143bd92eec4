namespace FedOnco.Analyses.Regression.Glm;

/// <summary>The link of mean and linear predictor. At sites it may use library functions; programs use <see cref="Of"/> of stable links only.</summary>
internal abstract class GlmLink
{
    /// <summary>Linear predictor of a mean.</summary>
    public abstract double Of(double mean);

    /// <summary>Mean at a linear predictor.</summary>
    public abstract double Mean(double eta);

    /// <summary>1 - mean without cancellation.</summary>
    public virtual double Complement(double eta) => 1 - Mean(eta);

    /// <summary>Derivative of the mean.</summary>
    public abstract double Slope(double eta);
}
