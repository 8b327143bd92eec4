namespace FedOnco.Analyses.Learning.Boosting;

/// <summary>Sums over the rows of a node; patients are counted by their first rows.</summary>
internal readonly record struct NodeSums(double Gradient, double Hessian, double Patients)
{
    public static NodeSums operator +(NodeSums a, NodeSums b) => new(a.Gradient + b.Gradient, a.Hessian + b.Hessian, a.Patients + b.Patients);

    public static NodeSums operator -(NodeSums a, NodeSums b) => new(a.Gradient - b.Gradient, a.Hessian - b.Hessian, a.Patients - b.Patients);

    /// <summary>Twice the loss that one Newton step saves.</summary>
    public double Score(double lambda) => Hessian + lambda > 0 ? Gradient * Gradient / (Hessian + lambda) : 0;
}
