using FedOnco.Protos;
using FedOnco.Protos.Onnx;

namespace FedOnco.Analyses.Learning.Onnx;

/// <summary>A model with its preparation as an ONNX graph: one input a variable, outputs score and, where it differs, prediction.</summary>
/// <remarks>A missing number is NaN, a missing category any text that is no level. Computed in 32-bit numbers, as runtimes do.</remarks>
public static class OnnxExport
{
    public static ModelProto Of(TrainedModel model)
    {
        ModelShape.Require(model);
        var graph = new OnnxGraph();
        var columns = model.Features.Select(f => f.Levels.Count == 0 ? graph.Number(f.Name) : Coded(graph, f)).ToArray();
        var score = model.LearnerCase switch
        {
            TrainedModel.LearnerOneofCase.Trees => OnnxTrees.Score(graph, model, columns),
            _ => OnnxInputs.Score(graph, model, columns),
        };
        graph.Output("score", score);
        if (model.Task == LearningTask.Binary) graph.Output("prediction", graph.Node("Sigmoid", [score]));
        if (model.Task == LearningTask.Counts) graph.Output("prediction", graph.Node("Exp", [score]));
        return graph.Build("FedOnco", $"{model.Response.ToText()} from {string.Join(", ", model.Features.Select(f => f.Name))}");
    }

    /// <summary>Position of the level; NaN for any other text.</summary>
    private static string Coded(OnnxGraph graph, ModelFeature feature) => graph.Learning(
        "LabelEncoder",
        [graph.Category(feature.Name)],
        OnnxGraph.Words("keys_strings", feature.Levels),
        OnnxGraph.Reals("values_floats", Enumerable.Range(0, feature.Levels.Count).Select(k => (float)k)),
        OnnxGraph.Real("default_float", float.NaN));
}
