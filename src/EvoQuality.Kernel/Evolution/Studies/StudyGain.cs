namespace EvoQuality.Evolution.Studies;

/// <summary>
/// How much better one policy of a study ranks the test pictures than another, by one way of scoring. A score that did not parse counts as 3,
/// so that both are held against the same pictures: gains of <c>single</c> and <c>greedy</c> hold what better parsing brings too.
/// </summary>
/// <param name="Question">The question it belongs to.</param>
/// <param name="Of">The policy.</param>
/// <param name="Against">What it is held against, of the same seeds.</param>
/// <param name="Measure"><c>single</c>, <c>mean</c>, <c>greedy</c> or <c>expected</c>.</param>
/// <param name="Seeds">Seeds that have both.</param>
/// <param name="Before">Mean SRCC over seeds of the compared.</param>
/// <param name="After">Mean SRCC over seeds of the policy.</param>
/// <param name="Gain">Mean paired difference.</param>
/// <param name="Low">Lower end of its 95 % interval (bootstrap over images and seeds).</param>
/// <param name="High">Upper end.</param>
public sealed record StudyGain(
    string Question, StudyVersion Of, StudyVersion Against, string Measure, int Seeds, double Before, double After, double Gain, double Low, double High);
