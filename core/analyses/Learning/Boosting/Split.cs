namespace FedOnco.Analyses.Learning.Boosting;

/// <summary>A split of a node.</summary>
/// <param name="Feature">Which variable.</param>
/// <param name="GoesLeft">By class of the variable; the last class holds missing values.</param>
/// <param name="Cut">Last class of a number that goes left; -1 for a category.</param>
/// <param name="Gain">What it saves.</param>
/// <param name="Left">Sums of the left child.</param>
/// <param name="Right">Sums of the right child.</param>
internal sealed record Split(int Feature, bool[] GoesLeft, int Cut, double Gain, NodeSums Left, NodeSums Right);
