namespace FedOnco.Analyses.Learning.Benefit;

/// <summary>A centre's rows as other libraries take them.</summary>
/// <param name="Inputs">One array a row: numbers as they are, NaN where missing; a 0/1 column a level of a category, all 0 where missing.</param>
/// <param name="Response">0/1 or a number, one a row.</param>
/// <param name="Training">Positions of the rows to learn from.</param>
public sealed record OwnTable(float[][] Inputs, double[] Response, int[] Training)
{
    /// <summary>A centre's rows of a question.</summary>
    internal static OwnTable Of(LearningQuestion question, LearningRows rows, int[] training)
    {
        var inputs = new float[rows.Rows][];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = [.. question.Features.SelectMany((f, j) => f.IsCategory ? Levels(f.Levels.Count, rows.Features[j][i]) : [(float)rows.Features[j][i]])];
        return new OwnTable(inputs, rows.Y, training);
    }

    private static IEnumerable<float> Levels(int count, double value) => Enumerable.Range(0, count).Select(k => value == k ? 1f : 0f);
}
