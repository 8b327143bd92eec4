using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FedOnco.Language;

/// <summary>A choice among messages, written as a call with arguments of its own: model = gbdt(trees = 200), strategy = fedprox(0.1).</summary>
internal sealed class ConstructorReader(CallBinder binder)
{
    public static bool IsChoice(MessageDescriptor type) =>
        type.Oneofs is [{ IsSynthetic: false } kinds] && kinds.Fields.Count == type.Fields.InDeclarationOrder().Count && kinds.Fields.All(f => f.FieldType == FieldType.Message && CallForms.FormOf(f.MessageType) is { Name.Length: > 0 });

    public IMessage? Read(MessageDescriptor type, ArgumentForm form, Expression value)
    {
        var name = value.Application?.Function ?? value.Variable;
        var kinds = type.Oneofs[0].Fields;
        if (kinds.FirstOrDefault(k => CallForms.FormOf(k.MessageType).Name == name) is not { } kind)
        {
            binder.Add(ErrorReason.WrongArgument, $"{form.Name} is one of: {string.Join(", ", kinds.Select(k => CallForms.FormOf(k.MessageType).Name + "()"))}.", value);
            return null;
        }

        var message = (IMessage)Activator.CreateInstance(type.ClrType)!; // Generated messages have a constructor without arguments.
        var inner = (IMessage)Activator.CreateInstance(kind.MessageType.ClrType)!;
        kind.Accessor.SetValue(message, inner);
        var forms = CallForms.OwnArgumentsOf(kind.MessageType).ToList();
        var values = new ArgumentReader(binder);
        foreach (var (field, given) in binder.MatchOwn(value.Application ?? new Application { Function = name }, forms)) values.Set(inner, field, CallForms.ArgumentOf(field), given);
        return message;
    }

    /// <summary>The same as text.</summary>
    public static string Print(IMessage choice, Func<IMessage, FieldDescriptor, string?> textOf)
    {
        if (choice.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(choice) is not { } kind) return "";
        var inner = (IMessage)kind.Accessor.GetValue(choice);
        var arguments = CallForms.OwnArgumentsOf(kind.MessageType).Select(a => (a.Form.Name, Text: textOf(inner, a.Field))).Where(a => a.Text is not null).Select(a => $"{a.Name} = {a.Text}");
        return $"{CallForms.FormOf(kind.MessageType).Name}({string.Join(", ", arguments)})";
    }
}
