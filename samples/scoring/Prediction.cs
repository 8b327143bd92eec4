using Microsoft.ML.Data;

namespace Scoring;

/// <summary>What the graph gives for a row.</summary>
internal sealed class Prediction
{
    [ColumnName("score")]
    public float[] Score { get; set; } = [];

    [ColumnName("prediction")]
    public float[] Probability { get; set; } = [];
}
