using System.Text.Json;
using UrbanDataHub.Features.Asking;

namespace UrbanDataHub.Gateway.Graph.Relations;

/// <summary>The features that are related to one feature.</summary>
/// <param name="Keys">Where each stands in the order, as the city wrote it.</param>
internal sealed record RelatedPage(RelatedQuestion Question, string Parent, IReadOnlyList<string> Keys, bool HasNext, long? Matched, CursorCodec Cursors) : INodePage
{
    /// <summary>The page of a feature that leads nowhere.</summary>
    public static readonly FeatureConnection Nothing = new(new Empty(), []);

    public string? Cursor => Keys.Count == 0 ? null : CursorAt(Keys.Count - 1);

    public string CursorAfter(FeatureNode node) => CursorAt(node.Index);

    /// <summary>Reads one group of a city's answer.</summary>
    /// <exception cref="JsonException">It is none, or has more than was asked for.</exception>
    public static FeatureConnection Read(JsonElement group, RelatedQuestion question, string parent, string city, CursorCodec cursors)
    {
        var (features, keys) = (group.GetProperty("features"), group.GetProperty("keys"));
        if (features.GetArrayLength() > Math.Max(question.First, 1) || keys.GetArrayLength() != features.GetArrayLength())
            throw new JsonException($"a group has {features.GetArrayLength()} features with {keys.GetArrayLength()} keys, where {question.First} were asked for");
        var sorted = question.Items.Sort.Keys.Count > 0;
        var page = new RelatedPage(
            question, parent, [.. keys.EnumerateArray().Select(k => sorted ? k.GetRawText() : k[0].GetString() ?? throw new JsonException("a key has no id"))],
            group.GetProperty("more").GetBoolean(), group.TryGetProperty("numberMatched", out var matched) ? matched.GetInt64() : null, cursors);
        return new FeatureConnection(page, [.. features.EnumerateArray().Select((feature, index) => Node(page, index, city, feature))]);
    }

    private static FeatureNode Node(RelatedPage page, int index, string city, JsonElement feature) =>
        feature.GetProperty("id").ValueKind == JsonValueKind.String ? new FeatureNode(page, index, city, feature) : throw new JsonException("a feature has no id");

    private string CursorAt(int row) => Cursors.Encode(new RelatedPosition(Parent, Keys[row]), RelatedQuestion.Scope(Question.Relation, Question.Items));

    private sealed class Empty : INodePage
    {
        public long? Matched => 0;

        public bool HasNext => false;

        public string? Cursor => null;

        public string CursorAfter(FeatureNode node) => throw new InvalidOperationException("There is no feature in an empty page.");
    }
}
